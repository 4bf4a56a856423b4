"""Who has a number or an address: the customers and the people there, exactly, for whoever hears of a call or mail."""
