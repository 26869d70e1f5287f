"""Challenges: what departments doubt, and what units answer."""
