"""The years side by side in the window: table and charts; imported when they are first asked for."""
