"""Workflows as tables of moves, the engine that makes them, and what is kept of each move."""
