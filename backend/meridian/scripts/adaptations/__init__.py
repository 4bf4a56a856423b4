"""A person's own wording of a version, beside the template (TS-21)."""
