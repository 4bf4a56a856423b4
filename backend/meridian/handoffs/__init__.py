"""Handoffs: a question or need passed to a department with a deadline in its working time (OT-13, OT-14, RV-15)."""
