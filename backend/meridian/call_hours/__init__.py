"""When a customer may be called: by policy, in their own time, on their working days and no public holiday (OT-10)."""
