"""Which script fits a call best, and why (TS-21)."""
