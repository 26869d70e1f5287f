"""Bytes → parts: zip archives, compound files and the XML in them, with limits on what each may cost."""
