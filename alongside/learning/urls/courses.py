"""Addresses of short courses."""

from django.urls import path

from alongside.learning.views import courses

urlpatterns = [
    path("courses/", courses.library, name="courses"),
    path("courses/<slug:key>/", courses.course, name="course"),
]
