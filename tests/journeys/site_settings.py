"""Settings of the site of the two-window stories: those of the tests, on the tests' database and keys."""

from __future__ import annotations

import os
from pathlib import Path

from config.settings_test import *  # noqa: F403
from config.settings_test import DATABASES, TEST_DATABASE

for _alias in ("default", "owner"):
    DATABASES[_alias]["NAME"] = TEST_DATABASE

# What one process seals the other must open.
MASTER_KEY_FILE = Path(os.environ["TC_JOURNEY_KEYS"])
ALLOWED_HOSTS = ["127.0.0.1"]
