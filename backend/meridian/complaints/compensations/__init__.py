"""Compensation: asked for, approved by limit and by somebody else, changed, made void (CR-25)."""
