"""Products customers ask for, buy and run, and the markets the company sells to."""
