"""How many opportunities came how far, how fast, and why others did not."""
