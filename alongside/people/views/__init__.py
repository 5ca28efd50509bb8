"""The pages about people: adding them, facts, needs, who is around, births and deaths."""
