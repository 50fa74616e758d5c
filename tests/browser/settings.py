"""Settings of the whole site under test: everything as it runs, on the database of the tests."""

from __future__ import annotations

import os
from pathlib import Path

from config.settings_test import *  # noqa: F403
from config.settings_test import DATABASES, TEST_DATABASE

for _alias in ("default", "owner"):
    DATABASES[_alias]["NAME"] = TEST_DATABASE

# The tests' own process and the server derive the same links and read the same proofs.
MASTER_KEY_FILE = Path(os.environ["TC_TEST_KEYS"])
# Static files come from where they are written: nothing is gathered for a test.
WHITENOISE_USE_FINDERS = True
