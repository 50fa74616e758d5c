"""Settings of the site. Every value an operator may change comes from the environment (docs/operations)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent

# Production is the default: a forgotten variable must not open a door.
PRODUCTION = not (env.flag("TELECONTROLE_DEVELOPMENT") or env.flag("TELECONTROLE_DEMONSTRATION"))
DEMONSTRATION = env.flag("TELECONTROLE_DEMONSTRATION")
DEBUG = False

BASE_URL = env.needed(
    "TELECONTROLE_BASE_URL", production=PRODUCTION, default="http://localhost:8000"
).rstrip("/")
SECRET_KEY = env.needed(
    "TELECONTROLE_SECRET_KEY", production=PRODUCTION, default="development-only-" + "x" * 50
)
DATA_DIR = Path(
    env.needed("TELECONTROLE_DATA_DIR", production=PRODUCTION, default=str(BASE_DIR / ".run"))
)
MASTER_KEY_FILE = Path(
    env.needed(
        "TELECONTROLE_MASTER_KEY_FILE",
        production=PRODUCTION,
        default=str(BASE_DIR / ".run" / "master.keys"),
    )
)
# A demonstration keeps its messages for its own page; a developer reads them in the terminal.
_TWIN = "record:" if DEMONSTRATION else "console:"
EMAIL_URL = env.needed("TELECONTROLE_EMAIL_URL", production=PRODUCTION, default=_TWIN)
SMS_URL = env.needed("TELECONTROLE_SMS_URL", production=PRODUCTION, default=_TWIN)
# Who takes what the first one does not.
EMAIL_URL_2 = env.text("TELECONTROLE_EMAIL_URL_2")
SMS_URL_2 = env.text("TELECONTROLE_SMS_URL_2")
EMAIL_FROM = env.text("TELECONTROLE_EMAIL_FROM")
# The mailbox of emails that come back, when no mail server hands them over.
BOUNCES_URL = env.text("TELECONTROLE_BOUNCES_URL")
SMS_SENDER = env.text("TELECONTROLE_SMS_SENDER")
env.refuse_twins(
    {
        "TELECONTROLE_EMAIL_URL": EMAIL_URL,
        "TELECONTROLE_SMS_URL": SMS_URL,
        "TELECONTROLE_EMAIL_URL_2": EMAIL_URL_2,
        "TELECONTROLE_SMS_URL_2": SMS_URL_2,
    },
    production=PRODUCTION,
)
# Without relays an interview works on open networks only: production names them.
TURN_URLS = tuple(
    env.needed("TELECONTROLE_TURN_URLS", production=PRODUCTION, default="")
    .replace(",", " ")
    .split()
)
TURN_SECRET = env.needed(
    "TELECONTROLE_TURN_SECRET", production=PRODUCTION and bool(TURN_URLS), default=""
)
# The number that pages and letters give; each body of insurance has its own.
PHONE = env.needed("TELECONTROLE_PHONE", production=PRODUCTION, default="36 46")
# Shown by whoever reads /metrics; without it, programs of the same machine only.
METRICS_TOKEN = env.text("TELECONTROLE_METRICS_TOKEN")
CLAMD_SOCKET = env.text("TELECONTROLE_CLAMD_SOCKET", "/run/clamav/clamd.ctl")

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.text("TELECONTROLE_HOSTS").split()]
_host = BASE_URL.split("://", 1)[-1].rsplit(":", 1)[0]
if _host not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_host)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0

FOUNDATIONS = ["database", "access", "journal", "events", "vault", "letters", "web"]
ROOMS = [
    "worklist",
    "notices",
    "visio",
    "territory",
    "people",
    "diaries",
    "cases",
    "planning",
    "feeds",
    "examinations",
    "surveys",
    "observatory",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    *(f"telecontrole.foundations.{name}" for name in FOUNDATIONS),
    *(f"telecontrole.rooms.{name}" for name in ROOMS),
    "telecontrole.hall",
    # Last: the sign-in pages are ours, its templates of the same names are not.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
AUTH_USER_MODEL = "people.Account"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "telecontrole.foundations.web.statics.StaticFiles",
    "telecontrole.foundations.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "telecontrole.rooms.people.middleware.ActorOfRequest",
    "telecontrole.rooms.people.middleware.StaffSecondFactor",
]
# allauth counts attempts in the cache: in the database, so that every node counts the same.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
    }
}
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
CSRF_FAILURE_VIEW = "telecontrole.foundations.web.errors.csrf_failure"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "telecontrole.hall.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

MEDICAL_ROLE = env.text("TELECONTROLE_MEDICAL_ROLE", "telecontrole_medical")
APPEND_ONLY_TABLES = ["journal_journalentry", "journal_journalseal"]
_TIMEOUTS = "-c idle_in_transaction_session_timeout=600000 -c lock_timeout=10000"


def _connection(url: str) -> dict[str, Any]:
    return {**env.database(url), "CONN_MAX_AGE": 0, "ATOMIC_REQUESTS": False}


_runtime_url = env.needed("DATABASE_URL", production=True, default="")
env.stop_if_missing()
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_connection(_runtime_url),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 30},
            "options": _TIMEOUTS,
        },
    },
    "owner": _connection(env.text("DATABASE_OWNER_URL", _runtime_url)),
}
DATABASE_ROUTERS = ["config.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_IMPORT_PATHS = ["telecontrole.hall.jobs"]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "telecontrole.rooms.people.adapters.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up: it tells allauth that accounts have a password.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "telecontrole.rooms.people.adapters.SealedMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Télécontrôle"
MFA_TOTP_TOLERANCE = 1
LOGIN_URL = "/connexion/"
LOGIN_REDIRECT_URL = "/accueil/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "fr"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING_CONFIG = "telecontrole.hall.logs.configure"
_LEVELS = ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
LOGGING: dict[str, Any] = {"level": env.one_of("TELECONTROLE_LOG_LEVEL", *_LEVELS)}
