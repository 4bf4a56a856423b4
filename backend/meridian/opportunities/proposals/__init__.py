"""Solution proposals and the customer's answers (TS-8, OT-12)."""
