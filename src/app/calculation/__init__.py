"""Everything computed from a report: values with reasons, words, checks; standard library alone."""
