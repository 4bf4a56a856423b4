"""How promising a customer is that has not bought yet, and whether that came true (MC-10)."""
