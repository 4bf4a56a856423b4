"""What every domain stands on: settings, database, HTTP, listing, history, events, jobs. Knows no domain."""
