"""Files that people bring: told apart, made anew in a process of their own, and kept."""
