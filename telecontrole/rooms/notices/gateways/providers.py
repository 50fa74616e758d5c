"""HTTP providers of SMS: OVHcloud, and any other that takes a JSON object."""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telecontrole.foundations import clock
from telecontrole.rooms.notices.enums import Verdict
from telecontrole.rooms.notices.gateways.protocol import Outgoing

_OVH = "https://eu.api.ovh.com/1.0"
_LONGEST_VALIDITY = 2880  # minutes


@dataclass(frozen=True, slots=True)
class Ovh:
    """OVHcloud's `POST /sms/{service}/jobs`, signed with the application's secret."""

    service: str
    application_key: str
    application_secret: str
    consumer_key: str
    sender: str
    base: str = _OVH

    @property
    def name(self) -> str:
        """One name for each service."""
        return f"ovh:{self.service}"

    def request(self, message: Outgoing) -> urllib.request.Request:
        """A transactional message: without the STOP text, which would delay it at night."""
        url = f"{self.base}/sms/{self.service}/jobs"
        body = json.dumps(
            {
                "charset": "UTF-8",
                "coding": "7bit",
                "message": message.body.decode(),
                "noStopClause": True,
                "priority": "high",
                "receivers": [message.address],
                "sender": self.sender,
                "tag": message.key.hex[:20],
                "validityPeriod": _minutes(message),
            }
        )
        stamp = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Ovh-Application": self.application_key,
            "X-Ovh-Consumer": self.consumer_key,
            "X-Ovh-Timestamp": stamp,
            "X-Ovh-Signature": self.signature("POST", url, body, stamp),
        }
        return _https(url, body, headers)

    def signature(self, method: str, url: str, body: str, stamp: str) -> str:
        """The provider's own scheme (its documentation, "first steps with the API")."""
        parts = (self.application_secret, self.consumer_key, method, url, body, stamp)
        return "$1$" + hashlib.sha1("+".join(parts).encode(), usedforsecurity=False).hexdigest()

    def read(self, payload: Mapping[str, Any]) -> tuple[Verdict, str]:
        """Accepted, or refused for its number."""
        if payload.get("invalidReceivers"):
            return Verdict.REFUSED, ""
        return Verdict.ACCEPTED, str(payload["ids"][0])


@dataclass(frozen=True, slots=True)
class GenericHttp:
    """A POST of a flat JSON object; the names of its fields are the operator's choice."""

    url: str
    host: str
    sender: str
    user: str = ""
    password: str = ""
    to_field: str = "to"
    text_field: str = "text"
    sender_field: str = "from"
    reference_field: str = "reference"
    id_field: str = "id"

    @property
    def name(self) -> str:
        """One name for each host."""
        return f"http:{self.host}"

    def request(self, message: Outgoing) -> urllib.request.Request:
        """The reference is also the idempotency key, for providers that know one."""
        body = {
            self.to_field: message.address,
            self.text_field: message.body.decode(),
            self.sender_field: self.sender,
            self.reference_field: message.key.hex,
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key.hex}
        if self.user:
            secret = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            headers["Authorization"] = f"Basic {secret}"
        return _https(self.url, json.dumps(body), headers)

    def read(self, payload: Mapping[str, Any]) -> tuple[Verdict, str]:
        """Accepted under the identifier that the response gives."""
        return Verdict.ACCEPTED, str(payload[self.id_field])


def _https(url: str, body: str, headers: dict[str, str]) -> urllib.request.Request:
    # The scheme was checked where the address of the gateway is read.
    return urllib.request.Request(url, body.encode(), headers, method="POST")  # noqa: S310


def _minutes(message: Outgoing) -> int:
    if message.valid_until is None:
        return _LONGEST_VALIDITY
    left = int((message.valid_until - clock.now()).total_seconds() // 60)
    return max(1, min(left, _LONGEST_VALIDITY))
