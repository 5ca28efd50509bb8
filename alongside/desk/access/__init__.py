"""What each page of the desk brings together, as far as whoever asks may reach it."""
