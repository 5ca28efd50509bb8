"""Every address of Alongside, package by package; /health is answered before addresses are read."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("alongside.desk.urls")),  # asked for most: found without trying all others
    path("", include("alongside.accounts.entrance_urls")),
    path("", include("alongside.accounts.urls")),
    path("", include("alongside.foundation.urls")),
    path("", include("alongside.people.urls")),
    path("", include("alongside.knowledge.urls")),
    path("", include("alongside.questionnaires.urls")),
    path("", include("alongside.record.urls")),
    path("", include("alongside.plans.urls")),
    path("learning/", include("alongside.learning.urls")),
    path("", include("alongside.insight.urls")),
    path("", include("alongside.portal.urls")),
]

if settings.IS_DEMO:
    urlpatterns.append(path("demo/", include("alongside.accounts.demo_urls")))

handler400 = "alongside.foundation.pages.bad_request"
handler403 = "alongside.foundation.pages.permission_denied"
handler404 = "alongside.foundation.pages.page_not_found"
handler500 = "alongside.foundation.pages.server_error"
