"""Company policy: the values the written policies leave open, typed, versioned and read for a given moment."""
