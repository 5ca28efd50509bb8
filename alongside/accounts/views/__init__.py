"""The pages of signing in, of one's own security, and of looking after accounts."""
