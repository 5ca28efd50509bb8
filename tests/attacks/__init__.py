"""Attacks: what each kind of account may not do with SQL of its own, tried as the application."""
