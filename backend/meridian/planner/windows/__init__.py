"""Callable windows of a customer or a person there over any days, and the clock of a queue's zones (OT-10)."""
