"""Paper: one painter for preview, print and PDF, over the pages that the workbook is written from."""
