"""Invented opportunities, played by the services of the product."""
