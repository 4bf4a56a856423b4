"""Invented data: the demo company of a first start, and any amount of realistic customers and calls."""
