"""What a script says, version by version: written, approved, in use, retired."""
