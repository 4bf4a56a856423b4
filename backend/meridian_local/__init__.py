"""Meridian on one machine: embedded database, processes, doctor, demo company, bulk data, commands."""
