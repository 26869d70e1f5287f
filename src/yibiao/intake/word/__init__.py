"""Documents (.docx, .doc, .rtf) → lines and tables."""
