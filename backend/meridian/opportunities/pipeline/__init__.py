"""The opportunity itself: opened, changed, moved through its stages (CR-12, CR-13, CR-16)."""
