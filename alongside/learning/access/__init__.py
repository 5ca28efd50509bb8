"""Who may reach what in learning."""
