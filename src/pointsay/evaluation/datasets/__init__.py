"""Published benchmarks and our own, each read from its files into one form (`base.Dataset`)."""
