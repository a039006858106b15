"""Training: corpora, losses and loops; needs the ``train`` extra."""
