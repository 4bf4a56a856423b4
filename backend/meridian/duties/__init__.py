"""Duties: what the policy owes customers, how far it is kept, what a change would do (MC-13, MC-17, OT-16)."""
