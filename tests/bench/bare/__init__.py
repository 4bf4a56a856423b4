"""The yardstick: the best statement known for each answer, written by hand, behind a function without a framework."""
