"""What the benchmark of the rule parser reads and counts."""
