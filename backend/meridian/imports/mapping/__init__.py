"""Which column is which field, and how the text of its cells becomes a value."""
