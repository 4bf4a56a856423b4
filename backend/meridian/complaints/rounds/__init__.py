"""What happened in a complaint: findings, proposals, attempts to ask, stays, deadlines."""
