"""Everything that can be done in learning."""
