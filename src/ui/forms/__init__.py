"""Self-evaluation forms in the window; imported when the first one is asked for."""
