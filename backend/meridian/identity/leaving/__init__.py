"""Somebody leaves: what is theirs to do is named, and goes to a successor in the same request."""
