"""The record room."""

from django.apps import AppConfig


class Record(AppConfig):
    name = "alongside.record"
