"""The addresses of what everybody is asked."""

from django.urls import path

from alongside.learning.views import waves

urlpatterns = [
    path("surveys/", waves.waves, name="waves"),
    path("surveys/ask/", waves.open_wave, name="open-wave"),
    path("surveys/<uuid:wave_id>/", waves.wave, name="wave"),
    path("surveys/<uuid:wave_id>/answer/", waves.answer, name="answer-wave"),
    path("surveys/<uuid:wave_id>/rather-not/", waves.decline, name="decline-wave"),
    path("surveys/<uuid:wave_id>/remind/", waves.remind, name="remind-wave"),
    path("surveys/<uuid:wave_id>/close/", waves.close, name="close-wave"),
    path("surveys/<uuid:wave_id>/reply/", waves.reply, name="reply-to-wave"),
]
