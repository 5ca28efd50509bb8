"""Alongside: social work records, kept together with the people they are about."""
