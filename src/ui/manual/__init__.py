"""The user manual in its own window; imported when somebody asks for it."""
