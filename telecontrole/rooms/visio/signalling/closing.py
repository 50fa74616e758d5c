"""Why a socket is closed: codes of the private range, known to the browser's side too."""

from __future__ import annotations

BAD_MESSAGE = 4400
NO_RIGHT = 4401
WRONG_ORIGIN = 4403
SILENT = 4408
REPLACED = 4409
GONE = 4410
TOO_SLOW = 4413
TOO_FAST = 4429
