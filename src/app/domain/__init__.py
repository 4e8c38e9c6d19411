"""The nouns of the program as frozen values and functions; rests on the standard library alone."""
