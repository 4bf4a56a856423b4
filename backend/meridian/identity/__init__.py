"""People, teams, departments, browser sessions, API keys, and the one page that says who may do what."""
