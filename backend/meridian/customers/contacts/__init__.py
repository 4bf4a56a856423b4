"""The people at a customer (CR-3)."""
