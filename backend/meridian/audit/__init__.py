"""Who changed what, when and why, for those who may read it (CR-6, MC-8)."""
