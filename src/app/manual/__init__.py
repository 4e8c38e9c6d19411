"""The user manual: pages of `resources/manual`, with what an edition says of its own entries."""
