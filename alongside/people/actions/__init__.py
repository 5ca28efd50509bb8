"""Everything that can be done to people, the facts about them, and who may see their record."""
