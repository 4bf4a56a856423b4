"""Users: joining, changing role or place, leaving."""
