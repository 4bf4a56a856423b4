"""Compiled statements for the few paths that a benchmark names."""
