"""What a care plan names: which occasions of which customers it keeps (CR-28, TS-19)."""
