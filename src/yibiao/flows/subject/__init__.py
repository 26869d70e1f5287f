"""Subjects: moved, closed, joined and parted; what was said of them."""
