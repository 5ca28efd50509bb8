"""The pages about people: adding them, what is known, what they need, who is around, births and deaths."""
