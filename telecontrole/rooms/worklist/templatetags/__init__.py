"""Words of the worklist in templates."""

from __future__ import annotations
