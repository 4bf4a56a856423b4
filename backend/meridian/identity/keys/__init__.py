"""API keys: shown once, revoked for good."""
