"""Invented data: the demo company of a first start, and what invented customers are made of."""
