"""What pages of learning ask."""
