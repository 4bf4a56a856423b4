"""A team's day and who in it needs help, against what is usual by now; the month's targets beside what was done
(OT-2, OT-3, TS-2, TS-3)."""
