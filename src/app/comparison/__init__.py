"""Years of one document side by side: what stood where, how it changed, and where that cannot be said."""
