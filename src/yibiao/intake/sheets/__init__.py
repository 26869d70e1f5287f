"""A workbook's bytes → sheets: texts, merged cells, formulas, permitted answers, comments."""
