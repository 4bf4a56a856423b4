"""Complaints of invented customers, played from their registration until now."""
