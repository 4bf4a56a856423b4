"""The pipeline as a board, and the order of its cards."""
