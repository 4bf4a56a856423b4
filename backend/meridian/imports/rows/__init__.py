"""Rows of a file: prepared, kept, matched with known customers, counted."""
