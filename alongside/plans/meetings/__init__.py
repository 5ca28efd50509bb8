"""Meetings about somebody: asked to, spoken of beforehand, held, and written down."""
