"""What came of campaigns and of each source of customers: from call to deal (TS-4)."""
