"""Judges from elsewhere of what is written as FHIR."""
