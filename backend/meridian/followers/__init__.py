"""Who follows a customer, and what they and related departments are told of its changes, also later (CR-8)."""
