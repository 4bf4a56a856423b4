"""Contact plans: whom to contact, when, by which method, why and by whom, and what became of it (OT-10, RV-3..6)."""
