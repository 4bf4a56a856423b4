"""One file per customer: everything that happened with it, newest first, on one timeline (TS-12)."""
