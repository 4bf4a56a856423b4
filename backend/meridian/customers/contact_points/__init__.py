"""Phones, emails and messaging ids of a company or a person."""
