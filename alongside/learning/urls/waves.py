"""The addresses of what everybody is asked."""

from django.urls import path

from alongside.learning.views import example, surveys, surveys_building, surveys_paper, waves

urlpatterns = [
    path("surveys/", waves.waves, name="waves"),
    path("surveys/example/", example.example, {"is_capability": False}, name="example-report"),
    path(
        "surveys/example/where-we-stand/",
        example.example,
        {"is_capability": True},
        name="example-of-where-we-stand",
    ),
    path("surveys/ask/", surveys.open_wave, name="open-wave"),
    path("surveys/ask/questions/", surveys_building.questions, name="survey-questions"),
    path("surveys/ask/questions/<int:number>/", surveys_building.question, name="survey-question"),
    path(
        "surveys/ask/questions/change/",
        surveys_building.change_questions,
        name="change-survey-questions",
    ),
    path("surveys/ask/text/", surveys_building.text, name="survey-text"),
    path("surveys/ask/look/", surveys.look, name="look-at-wave"),
    path("surveys/<uuid:wave_id>/", waves.wave, name="wave"),
    path("surveys/<uuid:wave_id>/answer/", waves.answer, name="answer-wave"),
    path("surveys/<uuid:wave_id>/rather-not/", waves.decline, name="decline-wave"),
    path("surveys/<uuid:wave_id>/remind/", waves.remind, name="remind-wave"),
    path("surveys/<uuid:wave_id>/close/", waves.close, name="close-wave"),
    path("surveys/<uuid:wave_id>/print/", surveys_paper.print_wave, name="print-wave"),
    path("surveys/<uuid:wave_id>/reply/", waves.reply, name="reply-to-wave"),
]
