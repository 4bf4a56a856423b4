"""Logs of past contacts: rows put together and written."""
