"""Texts → what they mean: labels, marks, units, kinds, options. Nothing here knows where a text stands."""
