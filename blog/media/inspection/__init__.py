"""What a file is, found out from its content before anything is done with it."""
