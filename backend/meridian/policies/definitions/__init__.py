"""Every setting of the company's policy, by what it is about."""
