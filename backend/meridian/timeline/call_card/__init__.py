"""The card that is read before and during a call: everything known of whom to call, in one answer (OT-10)."""
