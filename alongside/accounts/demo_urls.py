"""The addresses that exist only in the demonstration."""

from django.urls import path

from .views import demo

app_name = "demo"

urlpatterns = [
    path("", demo.cast, name="cast"),
    path("sign-in", demo.sign_in, name="sign-in"),
    path("sign-in/", demo.sign_in),
]
