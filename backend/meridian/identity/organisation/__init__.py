"""Teams, departments, and who leads and manages them (OT-1)."""
