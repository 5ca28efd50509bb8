"""Addresses of the library."""

from django.urls import path

from . import views

app_name = "knowledge"

urlpatterns = [
    path("knowledge/", views.library, name="library"),
    *(
        path(f"knowledge/by/{way}/", views.sorted_by, {"way": way}, name=f"by-{way}")
        for way in views.WAYS
    ),
    path("knowledge/<slug:key>/", views.guide, name="guide"),
    path("knowledge/<slug:key>/<int:number>/", views.recording, name="recording"),
    path("knowledge/<slug:key>/<int:number>/captions/", views.captions, name="captions"),
]
