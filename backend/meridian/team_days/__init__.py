"""A team's day and who in it needs help: what is planned, dialled and stuck, against what is usual by now (TS-2)."""
