"""What a period brought: contracts signed, customers won, and how much of it is over."""
