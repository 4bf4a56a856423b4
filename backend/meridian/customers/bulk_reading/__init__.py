"""Customers read page after page: such reading takes data out as an export does, and counts like one (CR-10)."""
