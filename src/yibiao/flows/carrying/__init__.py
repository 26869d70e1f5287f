"""Files of units: workbooks handed out and brought back, and undone."""
