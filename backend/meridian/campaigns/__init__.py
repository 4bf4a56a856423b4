"""Campaigns: a goal, whose customers are called for it, in which days, and what came of it (MC-14, TS-4)."""
