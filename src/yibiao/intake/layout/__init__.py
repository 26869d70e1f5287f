"""Lines and grids, from whatever file → a form as printed: titles, headings, bands, cards, registers."""
