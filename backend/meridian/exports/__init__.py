"""Customer lists going out: asked for, approved, produced, downloaded, gone (CR-10)."""
