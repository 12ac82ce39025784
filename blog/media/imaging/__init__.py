"""What readers get of a picture: decoded once, upright, in a few widths and formats."""
