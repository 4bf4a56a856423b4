"""What of a script was used in a call, and where the answers to its questions go (OT-15, TS-7)."""
