"""Any workbook (.xlsx, .xls, .ods) as neutral grids of exact values, with what an officer must be told."""
