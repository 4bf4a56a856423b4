"""Why a file cannot be read."""


class UnreadableFile(Exception):
    """Nothing sensible can be read from the file; the message says why, for the person who sent it."""
