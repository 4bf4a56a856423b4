"""Preventive actions for root causes (CR-27, CR-32)."""
