"""The addresses of accounts: the lock, single-use links, looking after accounts and teams."""

from django.urls import path

from .views import devices, entering, lock, managing, teams

app_name = "accounts"

urlpatterns = [
    path("sign-in/link/<str:token>/", entering.link, name="link"),
    path("locked/", lock.locked, name="locked"),
    path("locked/now/", lock.lock_now, name="lock-now"),
    path("locked/still-here/", lock.still_here, name="still-here"),
    path("kept/", lock.kept, name="kept"),
    path("accounts/", managing.accounts, name="accounts"),
    path("accounts/add/", managing.add, name="add"),
    path("accounts/roles/", managing.roles, name="roles"),
    path("accounts/devices/", devices.devices, name="devices"),
    path("accounts/devices/<uuid:device_id>/allow/", devices.allow, name="allow-device"),
    path("accounts/devices/<uuid:device_id>/end/", devices.end, name="end-device"),
    path("accounts/teams/", teams.teams, name="teams"),
    path("accounts/teams/add/", teams.add, name="add-team"),
    path("accounts/<uuid:account_id>/", managing.account, name="account"),
    path("accounts/<uuid:account_id>/name/", managing.change, name="change"),
    path("accounts/<uuid:account_id>/link/", managing.make_link, name="make-link"),
    path("accounts/<uuid:account_id>/role/", managing.give, name="give-role"),
    path("accounts/<uuid:account_id>/role/<uuid:held_id>/end/", managing.end, name="end-role"),
    path("accounts/<uuid:account_id>/team/", teams.join, name="join-team"),
    path(
        "accounts/<uuid:account_id>/team/<uuid:membership_id>/end/",
        teams.leave,
        name="leave-team",
    ),
    path("accounts/<uuid:account_id>/forget/", managing.forget, name="forget"),
    path("accounts/<uuid:account_id>/close/", managing.close, name="close"),
    path("accounts/<uuid:account_id>/open/", managing.reopen, name="reopen"),
]
