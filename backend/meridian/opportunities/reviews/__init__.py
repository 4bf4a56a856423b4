"""Internal review meetings and their actions (CR-15)."""
