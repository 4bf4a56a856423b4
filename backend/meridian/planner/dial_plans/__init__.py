"""Dial plans: who calls whom at which hour of the coming days, tried out, compared and put to use (OT-10, OT-17, TS-6,
TS-11)."""
