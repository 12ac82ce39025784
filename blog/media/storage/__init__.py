"""Where the bytes of media are: a folder, or object storage."""
