"""Whom to call when: the hours in which each customer may be called, the shifts of those who call, and the plan that
brings both together (OT-9, OT-10, OT-16, OT-17, TS-2, TS-6, TS-11)."""
