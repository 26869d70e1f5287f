"""PDFs with a text layer → lines and tables."""
