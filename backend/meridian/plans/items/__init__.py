"""The contacts of a plan, planned and changed."""
