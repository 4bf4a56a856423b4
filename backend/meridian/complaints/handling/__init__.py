"""The moves of complaints and the escalation ladder (workflows.md, CR-22..26, MC-27)."""
