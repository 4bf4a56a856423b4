"""A plan of calls computed: what the solver is given, and what comes of it."""
