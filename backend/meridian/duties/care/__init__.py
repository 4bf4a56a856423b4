"""Care that is owed on an occasion: birthdays and holidays that care plans name, listed and planned (CR-28, MC-17)."""
