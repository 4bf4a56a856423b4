"""Call scripts: what to say to whom, which version, how it was used and how well it does (TS-7, TS-21, OT-11)."""
