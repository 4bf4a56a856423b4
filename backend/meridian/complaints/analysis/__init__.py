"""Complaints counted (CR-27, MC-20)."""
