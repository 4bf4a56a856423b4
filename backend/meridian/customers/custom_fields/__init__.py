"""The company's own fields on customers."""
