"""SMS by a provider's HTTP interface: one POST for each message, a few at a time.

A request that reached the provider and brought no clear answer is unknown, never tried again. These
interfaces give receipts by calling back (`services.receipts`) or not at all, so none are awaited.
"""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol
from uuid import UUID

from telecontrole.rooms.notices.enums import Verdict
from telecontrole.rooms.notices.gateways.protocol import (
    Answer,
    Event,
    Outgoing,
    Ready,
    Receipt,
)

_PATIENCE = 20.0
_REST = 10.0
_AT_ONCE = 4
# Not the message's fault: keys, quotas, a pause asked for.
_LATER = {401, 402, 403, 408, 425, 429, 503}


class Provider(Protocol):
    """What differs from one provider to the next."""

    @property
    def name(self) -> str:
        """What the ledger calls it."""

    def request(self, message: Outgoing) -> urllib.request.Request:
        """The POST that sends one message."""

    def read(self, payload: Mapping[str, Any]) -> tuple[Verdict, str]:
        """Verdict and identifier in a successful response. Raises KeyError, TypeError, IndexError."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message is sent to the configured host or not at all."""

    def redirect_request(self, *args: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


class HttpGateway:
    """See `protocol`: nothing happens before `release`."""

    gives_receipts = False

    def __init__(self, provider: Provider) -> None:
        self.name = provider.name
        self._provider = provider
        self._pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="sms")
        self._held: dict[UUID, Outgoing] = {}
        self._events: list[Event] = []
        self._under_way: set[Future[Answer]] = set()
        self._rests_until = 0.0

    def room(self) -> int:
        """A few requests at a time; none while the provider asked for a pause."""
        if time.monotonic() < self._rests_until:
            return 0
        return _AT_ONCE - len(self._held) - len(self._under_way)

    def prepare(self, message: Outgoing) -> None:
        """Ready at once."""
        self._held[message.key] = message
        self._events.append(Ready(message.key))

    def pump(self) -> None:
        """The requests go on in threads of their own."""

    def poll(self, timeout: float) -> Sequence[Event]:
        """Answers of finished requests."""
        if not self._events and self._under_way and not any(f.done() for f in self._under_way):
            time.sleep(min(timeout, 0.02))
        for future in [f for f in self._under_way if f.done()]:
            self._under_way.discard(future)
            answer = future.result()
            if answer.verdict is Verdict.TEMPORARY:
                self._rests_until = time.monotonic() + _REST
            self._events.append(answer)
        events, self._events = self._events, []
        return events

    def release(self, keys: Iterable[UUID]) -> None:
        """Send the requests."""
        for key in keys:
            message = self._held.pop(key)
            self._under_way.add(self._pool.submit(_post, self._provider, message))

    def abandon(self, keys: Iterable[UUID]) -> None:
        """Nothing was said of them yet."""
        for key in keys:
            self._held.pop(key, None)

    def confirm(self, receipts: Sequence[Receipt]) -> None:
        """No receipts on this road."""

    def close(self) -> None:
        """Wait for nothing."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _post(provider: Provider, message: Outgoing) -> Answer:
    """One request, in a thread of the pool; whatever happens is an answer."""
    try:
        with _opener.open(provider.request(message), timeout=_PATIENCE) as response:
            payload = json.loads(response.read(65536))
        verdict, identifier = provider.read(payload)
        return Answer(message.key, verdict, str(response.status), identifier)
    except urllib.error.HTTPError as error:
        error.close()
        return Answer(message.key, _of_status(error.code), str(error.code))
    except urllib.error.URLError as error:
        unreached = isinstance(error.reason, ConnectionRefusedError | socket.gaierror)
        verdict = Verdict.TEMPORARY if unreached else Verdict.UNKNOWN
        return Answer(message.key, verdict, "unreached" if unreached else "lost")
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Answer(message.key, Verdict.UNKNOWN, "unclear")


def _of_status(status: int) -> Verdict:
    if status in _LATER:
        return Verdict.TEMPORARY
    return Verdict.REFUSED if 400 <= status < 500 else Verdict.UNKNOWN
