"""Addresses of the self-assessment, its report, and what is worked on."""

from django.urls import path

from alongside.learning.views import focusing, looks, on_paper, placing, reporting

urlpatterns = [
    path("where-i-stand/", placing.where_i_stand, name="where-i-stand"),
    path("where-i-stand/placing/", placing.place_myself, name="place-myself"),
    path("where-i-stand/on-paper/", on_paper.print_statements, name="print-statements"),
    path("where-i-stand/every-look/", looks.every_look, name="every-look"),
    path("where-i-stand/every-look/print/", looks.print_looks, name="print-looks"),
    path("where-i-stand/<uuid:piece_id>/", reporting.my_report, name="my-report"),
    path("where-i-stand/<uuid:piece_id>/print/", reporting.print_report, name="print-report"),
    path(
        "where-i-stand/<uuid:piece_id>/beside/<uuid:earlier_id>/", looks.beside, name="look-beside"
    ),
    path("working-on/", focusing.working_on, name="working-on"),
    path("working-on/new/<slug:cluster>/", focusing.choose, name="choose-focus"),
    path("working-on/<uuid:focus_id>/", focusing.focus, name="focus"),
    path("working-on/<uuid:focus_id>/bring/", focusing.bring, name="bring-focus"),
    path("working-on/<uuid:focus_id>/end/", focusing.end, name="end-focus"),
]
