"""Formulas and checks of a form as printed → rules between its questions."""
