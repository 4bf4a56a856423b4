"""Planned contacts that belong to an opportunity (CR-14)."""
