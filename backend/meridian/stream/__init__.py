"""What happens, live: one reader of events per process, and a stream for each client that listens (MC-27, CR-8)."""
