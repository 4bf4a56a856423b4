"""The customers that a campaign took in."""
