"""Saved views of lists: conditions, order and columns under a name, one's own or shared (MC-4)."""
