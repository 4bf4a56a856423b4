"""Contact records: calls, visits, mails and messages as they were made, and what came of each (OT-11, OT-15, RV-12)."""
