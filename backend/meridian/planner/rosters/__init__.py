"""Duty rosters: who works when, who is on leave, who speaks what (TS-2, OT-17). Leads keep them, everybody reads their
own."""
