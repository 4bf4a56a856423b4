"""Notes worth keeping beside the files: what the market does (OT-4, RV-11), what customers say of us (MC-1)."""
