"""The grid: one table of the edition, typed into as in Excel."""
