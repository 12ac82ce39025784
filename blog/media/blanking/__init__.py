"""What readers get of recordings and films: without where and with what they were taken."""
