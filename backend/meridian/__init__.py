"""Meridian: a CRM for companies that sell overseas by telephone."""
