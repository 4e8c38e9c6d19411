"""To and from other programs' files: pages laid out once, the workbook, and how a file gets into place."""
