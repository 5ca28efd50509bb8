"""The addresses of the record."""

from django.urls import path

from .views import (
    attachments,
    changing,
    choosing_lines,
    chronologies,
    entry,
    locking,
    moving,
    printing,
    printing_chronologies,
    restricting,
    sharing,
    timeline,
    writing,
)

app_name = "record"
urlpatterns = [
    path("write/", writing.choose, name="choose"),
    path("people/<uuid:person_id>/write/", writing.write, name="write"),
    path("people/<uuid:person_id>/timeline/", timeline.timeline, name="timeline"),
    path("people/<uuid:person_id>/chronologies/", chronologies.chronologies, name="chronologies"),
    path(
        "people/<uuid:person_id>/chronologies/begin/",
        chronologies.begin,
        name="begin-chronology",
    ),
    path("chronologies/<uuid:chronology_id>/", chronologies.chronology, name="chronology"),
    path("chronologies/<uuid:chronology_id>/for/", chronologies.what_for, name="what-for"),
    path("chronologies/<uuid:chronology_id>/choose/", choosing_lines.choose, name="choose-entries"),
    path("chronologies/<uuid:chronology_id>/take-out/", choosing_lines.take_out, name="take-out"),
    path(
        "chronologies/<uuid:chronology_id>/finish/",
        chronologies.finish,
        name="finish-chronology",
    ),
    path("chronologies/<uuid:chronology_id>/newer/", chronologies.newer, name="newer-chronology"),
    path(
        "chronologies/<uuid:chronology_id>/paper/",
        printing_chronologies.paper,
        name="chronology-paper",
    ),
    path(
        "chronologies/papers/<uuid:paper_id>/",
        printing_chronologies.being_made,
        name="paper-being-made",
    ),
    path("chronologies/lines/<uuid:line_id>/", choosing_lines.write_line, name="write-line"),
    path(
        "chronologies/lines/<uuid:line_id>/now/",
        choosing_lines.bring_up_to_date,
        name="bring-up-to-date",
    ),
    path("entries/<uuid:entry_id>/", entry.entry, name="entry"),
    path("entries/<uuid:entry_id>/compare/", entry.compare, name="compare"),
    path("entries/<uuid:entry_id>/print/", printing.print_entry, name="print"),
    path("entries/<uuid:entry_id>/change/", changing.change, name="change"),
    path("entries/<uuid:entry_id>/sharing/", sharing.sharing, name="sharing"),
    path(
        "entries/<uuid:entry_id>/release/<uuid:part_id>/<uuid:person_id>/",
        sharing.release,
        name="release",
    ),
    path("decisions/<uuid:decision_id>/", sharing.decision, name="decision"),
    path("entries/<uuid:entry_id>/restrict/", restricting.restrict, name="restrict"),
    path("entries/<uuid:entry_id>/restrict/lift/", restricting.lift, name="lift"),
    path("entries/<uuid:entry_id>/restrict/readers/", restricting.reader, name="reader"),
    path("entries/<uuid:entry_id>/move/", moving.move, name="move"),
    path("entries/<uuid:entry_id>/pin/", moving.pin, name="pin"),
    path("entries/<uuid:entry_id>/unpin/", moving.unpin, name="unpin"),
    path("attachments/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
    path("attachments/<uuid:attachment_id>/about/", attachments.about, name="about-attachment"),
    path(
        "attachments/<uuid:attachment_id>/original/",
        attachments.original,
        name="original-attachment",
    ),
    path(
        "attachments/<uuid:attachment_id>/words/",
        attachments.describe,
        name="describe-attachment",
    ),
    path(
        "attachments/<uuid:attachment_id>/take-off/",
        attachments.take_off,
        name="take-off-attachment",
    ),
    path("attachments/<uuid:attachment_id>/lock/", locking.lock, name="lock-attachment"),
    path("attachments/<uuid:attachment_id>/unlock/", locking.ask, name="ask-to-unlock"),
    path("unlockings/<uuid:unlocking_id>/", locking.unlocking, name="unlocking"),
    path("entries/<uuid:entry_id>/hold/", moving.hold, name="hold"),
    path("entries/<uuid:entry_id>/hold/<uuid:hold_id>/end/", moving.end, name="end-hold"),
]
