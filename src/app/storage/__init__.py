"""What stands on the disk: the document file, its lock and backups, the officer's settings."""
