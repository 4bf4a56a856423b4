"""Sessions, the declarative base, migrations and the LISTEN connection."""
