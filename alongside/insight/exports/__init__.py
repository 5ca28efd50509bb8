"""Taking everything of one person, or of the council, out of Alongside, and bringing it back."""
