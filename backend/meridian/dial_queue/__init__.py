"""The live queue: whom a rep calls now, leased so that nobody else is given the same, and who joins when (OT-10)."""
