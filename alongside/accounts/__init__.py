"""Who signs in: staff, people supported, those who act for them, partners, and the system."""
