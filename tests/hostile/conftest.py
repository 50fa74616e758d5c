"""One cast for all attacks: each attack is undone, so that the next one meets the same site."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from telecontrole.rooms.notices import services as notices
from tests.hostile.cast import Cast, assemble


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Everybody, in a transaction that the end of the file undoes."""
    twin = notices.Recording()
    with django_db_blocker.unblock(), notices.using_gateways(twin, twin), transaction.atomic():
        yield assemble()
        transaction.set_rollback(True)


class Attacker:
    """Sends a request as somebody and undoes what it did. Faults of the site are kept by what caused them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.faults: list[str] = []

    def __call__(
        self,
        who: str,
        method: str,
        path: str,
        *,
        strict: bool = False,
        note: str = "",
        **more: Any,
    ) -> Any:
        """The answer. `strict` checks the protection against requests of other sites, as the site does."""
        client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
        client.cookies.update(self.cast.clients[who].cookies)
        with transaction.atomic():
            answer = client.generic(method, path, **more)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            self.faults.append(f"{answer.status_code} {who} {method} {path[:90]!r} {note}")
        return answer


@pytest.fixture
def attack(cast: Cast) -> Iterator[Attacker]:
    """Attack; a single 500 fails the test, with every fault that was met."""
    attacker = Attacker(cast)
    causes: list[str] = []

    def hear(**signal: Any) -> None:
        causes.append(f"{sys.exc_info()[0]!r} {sys.exc_info()[1]!r}"[:200])

    got_request_exception.connect(hear)
    # Thousands of refusals are expected here; what the site logs of them is tested elsewhere.
    logging.disable(logging.CRITICAL)
    yield attacker
    logging.disable(logging.NOTSET)
    got_request_exception.disconnect(hear)
    told = [f"{fault} {cause}" for fault, cause in zip(attacker.faults, causes, strict=False)]
    assert not attacker.faults, "\n".join([f"{len(attacker.faults)} faults", *told[:40]])


@pytest.fixture
def undone(cast: Cast) -> Iterator[None]:
    """What the test itself changes is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Attack = Callable[..., Any]
