"""Deadlines that run on working calendars: their steps, their clock, how each explains itself."""
