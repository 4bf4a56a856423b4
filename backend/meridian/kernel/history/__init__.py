"""Every change of every record: its table and the triggers that write it."""
