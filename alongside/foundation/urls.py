"""The addresses of foundation's own pages: drafts, and what is shown without a signal."""

from django.urls import path

from . import no_signal
from .drafts import messages, views

app_name = "foundation"
urlpatterns = [
    # At the root, since a worker sees to what is below its own address.
    path("sw.js", no_signal.service_worker, name="service-worker"),
    path("public/no-signal/", no_signal.page, name="no-signal"),
    path("drafts/", views.drafts_page, name="drafts"),
    path("drafts/key/", messages.key, name="draft-key"),
    path("drafts/sealed/", messages.sealed, name="draft-sealed"),
    path("drafts/<uuid:draft_id>/hello/", messages.hello, name="draft-hello"),
    path("drafts/<uuid:draft_id>/save/", messages.save, name="draft-save"),
    path("drafts/<uuid:draft_id>/words/", views.words_page, name="words"),
    path("drafts/<uuid:draft_id>/hand-over/", views.hand_over_page, name="hand-over"),
    path("drafts/<uuid:draft_id>/keep/", views.keep_page, name="keep"),
    path("drafts/<uuid:draft_id>/put-away/", views.put_away, name="put-away"),
    path("drafts/<uuid:draft_id>/bring-back/", views.bring_back_page, name="bring-back"),
    path("drafts/<uuid:draft_id>/two-versions/", views.two_versions_page, name="two-versions"),
]
