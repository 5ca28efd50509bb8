"""Who people are, who is around them, what they need to take part, and who may see their record."""
