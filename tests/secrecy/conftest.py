"""One filled site for each file: everybody of the hostile cast, with canaries in whatever is guarded."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.planning.tests.world import World
from tests.hostile.cast import Cast, assemble
from tests.secrecy import beside
from tests.secrecy.canaries import Aviary
from tests.secrecy.planting import plant


@dataclass
class Filled:
    """The cast, its canaries, and what the twins of the gateways received."""

    cast: Cast
    aviary: Aviary
    twin: Any

    def ask(self, who: str, method: str, path: str, **more: Any) -> Any:
        """The answer to a visitor; what the request changed is undone."""
        client = Client(raise_request_exception=False)
        client.cookies.update(self.cast.clients[who].cookies)
        with transaction.atomic():
            answer = client.generic(method, path, **more)
            if answer.streaming:
                answer = _read(answer)
            transaction.set_rollback(True)
        return answer


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[Filled]:
    """In a transaction that the end of the file undoes: some files replace the database itself."""
    twin, aviary = notices.Recording(), Aviary()
    with (
        django_db_blocker.unblock(),
        notices.using_gateways(twin, twin),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(World, "insured", World.insured)
        patch.setattr(World, "case", World.case)
        aviary.plant_people(World)
        cast = assemble()
        beside.join(cast)
        plant(cast, aviary)
        logging.disable(logging.CRITICAL)
        yield Filled(cast, aviary, twin)
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def _read(answer: Any) -> Any:
    """Streamed answers read the database: inside the request's transaction."""
    whole = b"".join(answer.streaming_content)
    answer.streaming_content = iter([whole])
    return answer
