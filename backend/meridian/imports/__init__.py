"""Lists coming in: recognised, mapped, checked row by row without writing, then written in bulk (OT-8, TS-5, CR-4)."""
