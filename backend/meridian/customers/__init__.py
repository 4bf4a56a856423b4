"""Customers: the company, its people and how to reach them, what it buys, who looks after it (CR-1..8, MC-1..6)."""
