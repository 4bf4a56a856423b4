"""Grades proposed from what customers buy and may buy, confirmed by a person (TS-15, MC-9)."""
