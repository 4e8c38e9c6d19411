"""Tables found in any workbook: which sheet holds which, what each row, column and cell says."""
