"""A workbook into the document: what would change, what the officer decides, the one act that does it."""
