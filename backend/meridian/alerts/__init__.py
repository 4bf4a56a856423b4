"""Alerts: what needs somebody now. Facts open them and facts resolve them; people only say that they have seen them."""
