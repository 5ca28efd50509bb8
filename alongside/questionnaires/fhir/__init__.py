"""Questionnaires and answers as FHIR R4, out and in again."""
