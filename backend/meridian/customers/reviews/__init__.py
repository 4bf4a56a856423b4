"""The review of every customer's file, and whether its data was entered in time (CR-4, CR-7, MC-5, MC-6)."""
