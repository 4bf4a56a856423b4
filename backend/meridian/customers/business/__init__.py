"""Needs, products of interest, installed products and orders of a customer."""
