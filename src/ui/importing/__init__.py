"""A workbook comes in: read beside the work, looked through before anything is written."""
