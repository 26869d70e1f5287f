"""Web pages, and what spreadsheets and Word save as such → controls, or lines and tables."""
