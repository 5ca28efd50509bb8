"""The house checks itself, whole journeys, and what all tests stand on."""
