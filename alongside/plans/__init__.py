"""What has been agreed with somebody: sheets that are never altered, and lines beneath them."""
