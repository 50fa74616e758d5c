"""Requests without a server."""

from __future__ import annotations

import pytest
from django.test import RequestFactory


@pytest.fixture
def rf() -> RequestFactory:
    """A factory of requests."""
    return RequestFactory()
