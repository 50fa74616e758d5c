"""Settings of the tests: a private PostgreSQL, recording gateways, cheap password hashing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from telecontrole.foundations.database import local
from telecontrole.foundations.vault.keys import ensure_key_file

if "DATABASE_URL" not in os.environ:
    _server = local.ensure("test")
    _place = f"@/{_server.database}?host={_server.socket_dir}&port={_server.port}"
    os.environ["DATABASE_URL"] = f"postgresql://{_server.app_user}{_place}"
    os.environ["DATABASE_OWNER_URL"] = f"postgresql://{_server.owner_user}{_place}"
os.environ.setdefault("TELECONTROLE_DEVELOPMENT", "1")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

_suffix = os.environ.get("TC_TEST_DB", "main")
TEST_DATABASE = f"test_telecontrole_{_suffix}"
for _alias in ("default", "owner"):
    DATABASES[_alias]["OPTIONS"] = {}
    DATABASES[_alias]["TEST"] = {"NAME": TEST_DATABASE}

DATA_DIR = Path(tempfile.mkdtemp(prefix="telecontrole-test-"))
MASTER_KEY_FILE = DATA_DIR / "master.keys"
ensure_key_file(MASTER_KEY_FILE)
SECRET_KEY = "test-only-" + "x" * 50
EMAIL_URL = "record:"
SMS_URL = "record:"
EMAIL_URL_2 = SMS_URL_2 = ""
TURN_URLS = ()
TURN_SECRET = ""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = DATA_DIR / "static"
