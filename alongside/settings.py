"""Every setting of Alongside; what differs between councils comes from the environment."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from alongside.foundation.postgres import place

env = environ.Env()

BASE = Path(__file__).resolve().parent.parent
DATA = Path(env("ALONGSIDE_DATA", default=str(BASE / ".alongside"))).resolve()
CONTENT = BASE / "content"

# demo: invented people, on this machine. council: real people, which asks for all of check-config.
MODE = env("ALONGSIDE_MODE", default="demo")
IS_DEMO = MODE == "demo"
IS_COUNCIL = not IS_DEMO
DEBUG, DEMO_LOADER = False, "alongside.desk.demo:load"


def _number(name: str, default: int) -> int:
    """A whole number above nought; anything else is refused in a sentence, by every command."""
    given = str(env(name, default=str(default))).strip()
    if not (given.isascii() and given.isdigit() and int(given) > 0):
        raise SystemExit(f"{name} is {given!r}; it should be a whole number above nought.")
    return int(given)


def _secret_key() -> str:
    """From the environment, or the data folder, or for this process alone (checks, migrations)."""
    if given := env("ALONGSIDE_SECRET_KEY", default=""):
        return str(given)
    try:
        return (DATA / "secret-key").read_text().strip()
    except OSError:
        return "passing-" + secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
# Earlier ones, which still open what was sealed under them: words that wait on devices, and apps.
SECRET_KEY_FALLBACKS = env.list("ALONGSIDE_SECRET_KEY_BEFORE", default=[])

# Our own packages, lowest first. Only what exists is listed.
OWN_APPS = (
    "alongside.foundation",
    "alongside.accounts",
    "alongside.people",
    "alongside.knowledge",
    "alongside.questionnaires",
    "alongside.record",
    "alongside.learning",
    "alongside.plans",
    "alongside.desk",
    "alongside.insight",
    "alongside.portal",
)

INSTALLED_APPS = [
    *OWN_APPS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
]

# Each package adds its own here; the order is the order of a request.
AFTER_SIGN_IN = (
    "alongside.accounts.guards.GuardMiddleware",
    "alongside.accounts.lock.LockMiddleware",
    "alongside.foundation.actor.ActingMiddleware",
    "alongside.foundation.refusals.RefusalsMiddleware",
)

MIDDLEWARE = [
    "alongside.foundation.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alongside.foundation.health.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    *AFTER_SIGN_IN,
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "alongside.urls"
WSGI_APPLICATION = "alongside.wsgi.application"

# --- Database -----------------------------------------------------------------------------------

# The web process and the worker are the application's role; only `alongside migrate` is the owner.
DATABASE_ROLE = env("ALONGSIDE_DATABASE_ROLE", default="alongside_app")
_options: dict[str, Any] = {
    **place.find(DATA).options,
    "connect_timeout": 10,
    # Row-level security makes planning dear: statements are prepared and planned once.
    "server_side_binding": True,
    "prepare_threshold": 1,
}
if env.bool("ALONGSIDE_POOL", default=False):
    _options["pool"] = {"min_size": 2, "max_size": 8, "timeout": 10}

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "alongside.foundation.engine",
        **place.login(DATA, DATABASE_ROLE),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a pooled connection may be older than the server
        "OPTIONS": _options,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",  # shared, so that limits on guessing hold for all processes
        # With few entries a stranger who makes many would push out the counts of wrong passwords.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Signing in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["alongside.accounts.adapters.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "/", "/sign-in/"
ACCOUNT_ADAPTER = "alongside.accounts.adapters.AccountAdapter"
MFA_ADAPTER = "alongside.accounts.adapters.MfaAdapter"
SOCIALACCOUNT_ADAPTER = "alongside.accounts.adapters.SocialAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = "strict"
# A whole office comes from one address: it must not be kept out by a few slips at nine o'clock, and
# whoever guesses there all day gets no further than before.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "40/m/ip,400/h/ip,5/300s/key",
    "reset_password": "20/m/ip,3/m/key,10/d/key",  # no stranger fills somebody's letter box
    "sealed": "600/m/ip",  # words that devices hand in, from all devices behind one address
    "calendar": "600/m/ip",  # one server asks for many calendars; there is nothing to guess
}
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds, as long as a link that an administrator gives
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail because a stranger typed their address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "alongside.accounts.forms.SignInForm",
    "reauthenticate": "alongside.accounts.forms.AgainForm",
    "reset_password": "alongside.accounts.forms.ForgottenForm",
    "reset_password_from_key": "alongside.accounts.forms.NewPasswordForm",
}
MFA_FORMS = {
    "authenticate": "alongside.accounts.forms.CodeForm",
    "reauthenticate": "alongside.accounts.forms.AgainCodeForm",
    "activate_totp": "alongside.accounts.forms.AddAppForm",
    "add_webauthn": "alongside.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "alongside.accounts.forms.RenamePasskeyForm",
}
# A session is locked after so many minutes without anybody there, by kind of account.
LOCK_AFTER_MINUTES = {
    "staff": _number("ALONGSIDE_LOCK_STAFF", 15),
    "person": _number("ALONGSIDE_LOCK_PERSON", 10),
    "proxy": _number("ALONGSIDE_LOCK_PROXY", 10),
    "partner": _number("ALONGSIDE_LOCK_PARTNER", 10),
}
# Work without a signal is off on each device until somebody says that the council manages it;
# this says so of every device that staff can sign in from.
EVERY_DEVICE_IS_MANAGED = env.bool("ALONGSIDE_EVERY_DEVICE_IS_MANAGED", default=False)
# Staff who come with a password alone are led to set up a passkey or an authenticator app first.
STAFF_SECOND_STEP = env.bool("ALONGSIDE_STAFF_SECOND_STEP", default=IS_COUNCIL)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}  # an office again; there is nothing to guess
MFA_TOTP_ISSUER = "Alongside"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_DEMO  # http://localhost only
SOCIALACCOUNT_ONLY = SOCIALACCOUNT_STORE_TOKENS = False
# Staff have their accounts already; the council's provider only says that it is them.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False  # an action does that, with a line
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if env("ALONGSIDE_OIDC_SERVER", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        # Some providers never say that an address is verified: the council has to vouch for it.
        "VERIFIED_EMAIL": env.bool("ALONGSIDE_OIDC_VOUCHES", default=False),
        "APPS": [
            {
                "provider_id": "staff",
                "name": env("ALONGSIDE_OIDC_NAME", default="Your council account"),
                "client_id": env("ALONGSIDE_OIDC_CLIENT", default=""),
                "secret": env("ALONGSIDE_OIDC_SECRET", default=""),
                "settings": {"server_url": env("ALONGSIDE_OIDC_SERVER")},
            }
        ],
    }

# --- What the browser may do ----------------------------------------------------------------------

ALLOWED_HOSTS = env.list(
    "ALONGSIDE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if IS_DEMO else []
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if IS_COUNCIL else []
HAS_CERTIFICATE = bool(env("ALONGSIDE_CERTIFICATE", default=""))
# A proxy that ends TLS says so in this header, and must remove it from what strangers send.
TRUSTS_PROXY = env.bool("ALONGSIDE_BEHIND_TLS_PROXY", default=False)
if TRUSTS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_SSL_REDIRECT = IS_COUNCIL
SECURE_HSTS_SECONDS = 31_536_000 if IS_COUNCIL else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the council's other sites are not ours to decide for
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "alongside.accounts.sessions"
# So named, a browser takes a cookie from this very name over an encrypted link alone: neither
# another site of the council nor somebody on the line can give people a session of their choosing.
_HERE_ALONE = "__Host-" if IS_COUNCIL else ""
SESSION_COOKIE_NAME = f"{_HERE_ALONE}alongside-session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_COUNCIL
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_HERE_ALONE}alongside-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_COUNCIL
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000  # the longest text anyone may send, with room to spare
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the longest questionnaire on one page, without a script
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# What is too large is cut off while it comes in, and then refused with a sentence.
FILE_UPLOAD_HANDLERS = [
    "alongside.foundation.uploads.EnoughHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LARGEST_FILE = _number("ALONGSIDE_LARGEST_FILE_MB", 20) * 1_000_000
LARGEST_ENTRY = 200_000_000  # all files of one entry
PARTNER_SENDS_A_DAY = _number("ALONGSIDE_PARTNER_SENDS_A_DAY", 50)  # documents and referrals
CLAMD = env("ALONGSIDE_CLAMD", default="")  # host:port, or the path of a socket

# --- Pages ----------------------------------------------------------------------------------------

FORM_RENDERER = "alongside.foundation.forms.GovukRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [("pictures", Path(__file__).resolve().parents[1] / "content" / "pictures")]
# Where uploaded files are: the data folder, or a bucket that speaks S3 and that only we may read.
S3_BUCKET = env("ALONGSIDE_S3_BUCKET", default="")
_in_bucket = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env("ALONGSIDE_S3_ENDPOINT", default="") or None,
    "region_name": env("ALONGSIDE_S3_REGION", default="") or None,
    "access_key": env("ALONGSIDE_S3_KEY", default="") or None,
    "secret_key": env("ALONGSIDE_S3_SECRET", default="") or None,
    "default_acl": None,  # the bucket's own: private
    "file_overwrite": False,
    "querystring_auth": True,
    "object_parameters": {"CacheControl": "no-store"},
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _in_bucket}
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True
MEDIA_ROOT = DATA / "files"
MEDIA_URL = "/nowhere/"  # files are never served by their path

CSRF_FAILURE_VIEW = "alongside.foundation.pages.csrf_failure"

# What pages say of the council: its name, whom to ring, and out of hours.
COUNCIL = {
    "name": env("ALONGSIDE_COUNCIL_NAME", default="Northmere Council" if IS_DEMO else ""),
    "help_phone": env("ALONGSIDE_HELP_PHONE", default="01632 960 150" if IS_DEMO else ""),
    "duty_phone": env("ALONGSIDE_DUTY_PHONE", default="01632 960 199" if IS_DEMO else ""),
}
ROOMS = env("ALONGSIDE_ROOMS", default="all")  # or "learning": that of staff, and no records
FIND_ELSEWHERE = env("ALONGSIDE_FIND_ELSEWHERE", default="stub")  # or "nothing"
NO_CONTACT_DAYS = _number("ALONGSIDE_NO_CONTACT_DAYS", 28)  # then the team page says so
PORTAL_NAMES = env("ALONGSIDE_PORTAL_NAMES", default="role")  # or "name"
VIDEO_HOSTS = env.list("ALONGSIDE_VIDEO_HOSTS", default=[])  # empty: any
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # each further one once its words are here
LOCALE_PATHS = [BASE / "alongside" / "foundation" / "locale"]
LANGUAGE_COOKIE_NAME = "alongside-language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_COUNCIL
TIME_ZONE = "Europe/London"
USE_TZ = USE_I18N = True

# --- Mail, jobs, logs -----------------------------------------------------------------------------

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env("ALONGSIDE_MAIL_HOST", default="")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env("ALONGSIDE_MAIL_HOST", default="localhost")
EMAIL_PORT = _number("ALONGSIDE_MAIL_PORT", 587)
EMAIL_HOST_USER = env("ALONGSIDE_MAIL_USER", default="")
EMAIL_HOST_PASSWORD = env("ALONGSIDE_MAIL_PASSWORD", default="")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20  # seconds, or a mail server that hangs would hold up all other jobs
DEFAULT_FROM_EMAIL = env("ALONGSIDE_MAIL_FROM", default="alongside@localhost")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None

# Names, addresses and words never reach a log: no request bodies, no SQL, no values in errors.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "terse": {"()": "alongside.foundation.running.logs.TerseFormatter"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "terse"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("ALONGSIDE_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.db.backends": {"handlers": ["none"], "level": "CRITICAL", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "psycopg": {"level": "ERROR"},
    },
}
