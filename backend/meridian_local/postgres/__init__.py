"""The embedded PostgreSQL: its account, programs, cluster on disk, guard and settings."""
