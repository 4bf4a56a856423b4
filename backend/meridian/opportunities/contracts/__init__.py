"""The contract of an opportunity (TS-9, TS-10)."""
