"""Contacts that a telephone or mail system reports: what it knows, merged, attached and made a contact record."""
