"""Amendments of approved plans (RV-5)."""
