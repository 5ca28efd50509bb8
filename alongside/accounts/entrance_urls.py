"""The pages of django-allauth that are offered here, under our own addresses and its own names.

Signing up, addresses for mail and connecting other services are not among them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.urls import path, re_path

from .views import entering, security, single

urlpatterns = [
    # Without signing in
    path("sign-in/", entering.sign_in, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", entering.passkey, name="mfa_login_webauthn"),
    path("sign-in/closed/", entering.closed, name="account_inactive"),
    path("sign-in/forgotten/", entering.forgotten, name="account_reset_password"),
    path(
        "sign-in/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"
    ),
    re_path(
        r"^sign-in/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        entering.new_password,
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/forgotten/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-out/", entering.sign_out, name="account_logout"),
    # Single sign-on; without a provider in the settings these say that there is none
    path(
        "sign-in/with/<str:provider_id>/",
        single.going,
        name="openid_connect_login",
    ),
    path("sign-in/with/<str:provider_id>/back/", single.back, name="openid_connect_callback"),
    path("sign-in/with-cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with-error/", social.login_error, name="socialaccount_login_error"),
    path("sign-in/with-nobody/", entering.closed, name="socialaccount_signup"),
    # One's own security
    path("account/security/", security.security, name="mfa_index"),
    path("account/password/", security.password, name="account_change_password"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        security.again_by_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/passkeys/<int:pk>/rename/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
