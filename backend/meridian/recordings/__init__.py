"""Recordings of calls: audio that is heard by those who see the call, for as long as policy keeps it (MC-8)."""
