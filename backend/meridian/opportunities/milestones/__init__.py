"""Payments and deliveries of a contract (TS-10)."""
