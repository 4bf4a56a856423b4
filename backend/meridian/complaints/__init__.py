"""Complaints: registered, carried through rounds against the clock, compensated, archived (CR-22..27, MC-20, MC-27)."""
