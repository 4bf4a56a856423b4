"""What the customers of a list come to together."""
