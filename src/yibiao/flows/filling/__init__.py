"""Entries: checked, folded and journalled; confirmed, contested, and stated together."""
