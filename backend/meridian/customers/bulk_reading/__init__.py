"""Customers and their people read page after page: it takes data out as an export does, and counts like one (CR-10)."""
