"""Looking at the product from outside: alive, ready, how it is doing; and, for trials, what time it is."""
