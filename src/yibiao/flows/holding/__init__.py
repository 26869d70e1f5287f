"""Registers that somebody holds already, in their own layout."""
