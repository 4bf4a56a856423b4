"""What is kept beside a customer because it follows from its data."""
