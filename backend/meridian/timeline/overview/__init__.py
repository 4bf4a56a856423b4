"""How much there is of everything about one customer: what its page counts beside its parts."""
