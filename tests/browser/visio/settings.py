"""Settings of the call tests' own little site: two seats, no sign-in, the strict page of production."""

from __future__ import annotations

import os

from config.settings_test import *  # noqa: F403
from config.settings_test import DATABASES, TEST_DATABASE

for _alias in ("default", "owner"):
    DATABASES[_alias]["NAME"] = TEST_DATABASE
# As in production: a connection per question would cost more than the question.
DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 30}}

ROOT_URLCONF = "tests.browser.visio.site"
ALLOWED_HOSTS = ["*"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
TURN_URLS = tuple(os.environ.get("TELECONTROLE_TURN_URLS", "").split())
TURN_SECRET = os.environ.get("TELECONTROLE_TURN_SECRET", "")
