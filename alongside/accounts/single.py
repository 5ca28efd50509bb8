"""Single sign-on for staff by OpenID Connect, stricter than the library about what is said."""

import hashlib
from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from jwt import PyJWTError, get_unverified_header
from requests import RequestException

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
MUST_SAY = ("sub", "exp", "iat")


def nonce_of(verifier: str) -> str:
    """What the token has to repeat: made from the secret that only this session holds."""
    return hashlib.sha256(b"nonce:" + verifier.encode()).hexdigest()


class CouncilAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talking to the provider: its signed token counts, and the rest has to agree with it."""

    nonce = ""

    def get_provider(self) -> "CouncilProvider":
        return CouncilProvider(self.request, app=super().get_provider().app)

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        if not pkce_code_verifier:
            raise OAuth2Error("This session did not ask")
        self.nonce = nonce_of(pkce_code_verifier)
        found = super().get_access_token_data(request, app, client, pkce_code_verifier)
        if not isinstance(found, dict) or not found.get("access_token"):
            raise OAuth2Error("No token")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **more: Any) -> Any:
        signed = self._decode_id_token(app, str(more["response"].get("id_token") or ""))
        said = self._fetch_user_info(token.token)
        if not isinstance(said, dict) or said.get("sub") != signed["sub"]:
            raise OAuth2Error("The token and the profile are not of the same person")
        data = {"userinfo": _who_it_is(signed if signed.get("email") else said)}
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            if get_unverified_header(id_token).get("alg") not in SIGNED_BY:
                raise OAuth2Error("Not signed in a way that can be trusted")
            found: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("Not a token") from error
        if found.get("nonce") != self.nonce or not all(found.get(one) for one in MUST_SAY):
            raise OAuth2Error("Not the token that this session asked for")
        if found.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("A token for somebody else")
        return found


def _who_it_is(said: dict[str, Any]) -> dict[str, Any]:
    """No more than this is kept. Some providers say “true” and “false” as words."""
    found = {name: str(said[name]) for name in ("sub", "email") if said.get(name)}
    if "email_verified" not in said:
        return found
    return {**found, "email_verified": said["email_verified"] in (True, "true")}


class CouncilProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The council's provider, which is only ever asked to sign somebody in."""

    oauth2_adapter_class = CouncilAdapter

    def get_pkce_params(self) -> dict[str, str]:
        made: dict[str, str] = super().get_pkce_params()
        return {**made, "nonce": nonce_of(made["code_verifier"])}

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: Any = None,
        data: Any = None,
        **more: Any,
    ) -> HttpResponse:
        """Whatever the address says beside where to go on adds nothing."""
        del process, more
        login = AuthProcess.LOGIN
        try:
            return super().redirect(request, login, next_url, data)  # type: ignore[no-any-return]
        except (RequestException, KeyError) as error:
            return render_authentication_error(request, self, exception=error)  # type: ignore[no-any-return]
