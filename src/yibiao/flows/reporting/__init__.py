"""Reporting: what units are asked beside the one table, and what the office did about it."""
