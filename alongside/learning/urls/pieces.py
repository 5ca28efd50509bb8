"""Addresses of one's own pieces: writing, reading, sharing, and what they show."""

from django.urls import path

from alongside.learning.views import pieces, sharing, taking_along

ONE = "pieces/<uuid:piece_id>/"

urlpatterns = [
    path("reflections/", pieces.reflections, name="reflections"),
    path("reflections/new/<slug:shape>/", pieces.reflect, name="reflect"),
    path("reflections/beside/<uuid:entry_id>/", pieces.reflect_on_entry, name="reflect-on-entry"),
    path(
        "reflections/beside/<uuid:entry_id>/<slug:shape>/",
        pieces.reflect_beside,
        name="reflect-beside",
    ),
    path(ONE, pieces.piece, name="piece"),
    path(f"{ONE}again/", pieces.rewrite, name="rewrite-piece"),
    path(f"{ONE}remove/", pieces.remove, name="remove-piece"),
    path(f"{ONE}share/", sharing.share, name="share-piece"),
    path(f"{ONE}shows/", sharing.show, name="show-with-piece"),
    path("shares/<uuid:share_id>/end/", sharing.end_share, name="end-share"),
    path("shared-with-me/", sharing.shared_with_me, name="shared-with-me"),
    path("evidence/<uuid:evidence_id>/take-back/", sharing.take_back, name="take-back-evidence"),
    path("evidence/<uuid:evidence_id>/ask/", sharing.ask_peer, name="ask-peer"),
    path("agree/<uuid:asked_id>/", sharing.agree, name="agree"),
    path("trail/", pieces.my_trail, name="trail"),
    path("take-along/", taking_along.take_along, name="take-along"),
]
