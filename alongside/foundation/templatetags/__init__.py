"""The template tags of foundation."""
