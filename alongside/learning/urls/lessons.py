"""Addresses of lessons."""

from django.urls import path

from alongside.learning.views import lessons

urlpatterns = [
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/offer/", lessons.offer, name="offer-lesson"),
    path("lessons/offer/<uuid:piece_id>/", lessons.offer, name="offer-lesson-from"),
    path("lessons/offered/", lessons.offered, name="lesson-offered"),
    path("lessons/<uuid:lesson_id>/answer/", lessons.answer, name="answer-lesson"),
]
