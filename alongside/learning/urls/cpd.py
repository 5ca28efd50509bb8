"""Addresses of CPD."""

from django.urls import path

from alongside.learning.views import cpd

ONE = "cpd/<uuid:piece_id>/"

urlpatterns = [
    path("cpd/", cpd.cpd, name="cpd"),
    path("cpd/new/", cpd.new, name="new-cpd"),
    path("cpd/from/<uuid:piece_id>/", cpd.use_piece, name="use-as-cpd"),
    path("cpd/save/", cpd.save, name="save-cpd"),
    path("cpd/from/<slug:kind>/<uuid:its_id>/", cpd.use_other, name="use-other-as-cpd"),
    path("cpd/from/<slug:kind>/<slug:key>/", cpd.use_library, name="use-library-as-cpd"),
    path(ONE, cpd.one, name="cpd-piece"),
    path(f"{ONE}change/", cpd.change, name="change-cpd"),
    path(f"{ONE}sent/", cpd.sent, name="cpd-sent"),
]
