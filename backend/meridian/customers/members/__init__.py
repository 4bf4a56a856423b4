"""Who works on a customer: owner, people it is shared with, account team (OT-1, MC-13, MC-25)."""
