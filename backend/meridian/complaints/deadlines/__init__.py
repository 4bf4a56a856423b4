"""What a complaint owes in time, to whom it falls, and what starts its clock (MC-20, CR-23, CR-26)."""
