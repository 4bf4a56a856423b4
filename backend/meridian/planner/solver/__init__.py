"""Whom to call when, best of all: min-cost flow over calls, hours and days (OT-10, OT-17). Knows minutes only."""
