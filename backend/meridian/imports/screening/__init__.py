"""Rows that a person decides on, and the file of rejected rows."""
