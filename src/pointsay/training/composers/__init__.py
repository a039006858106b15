"""Training composers from triplets: vectors kept once, one contrastive loss, one loop."""
