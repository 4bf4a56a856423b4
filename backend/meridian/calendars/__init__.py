"""Working calendars, the working clock that counts their time, and the deadlines that run on it."""
