"""Product lines, competitors and members of an opportunity."""
