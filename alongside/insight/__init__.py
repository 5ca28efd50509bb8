"""What it all adds up to: returns in and out, counts and themes; never a named person in public."""
