"""The catalogue of objections: what the codes of contact records mean, in both languages (TS-7)."""
