"""Two customers become one, and within a day two again (OT-8)."""
