"""Signing in and out, one's own profile and password."""
