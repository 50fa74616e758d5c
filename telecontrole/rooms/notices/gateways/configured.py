"""The gateways that the environment names: one or two per channel, kept for the life of the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings

from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.gateways.http import HttpGateway
from telecontrole.rooms.notices.gateways.protocol import Gateway
from telecontrole.rooms.notices.gateways.providers import GenericHttp, Ovh
from telecontrole.rooms.notices.gateways.smpp import SmppGateway, Smsc
from telecontrole.rooms.notices.gateways.smtp import Relay, SmtpGateway
from telecontrole.rooms.notices.gateways.twins import Console, Recording
from telecontrole.rooms.notices.texts.wording import sender_allowed

Road = tuple[Gateway, ...]
_current: dict[Channel, Road] = {}


class BadGateway(ValueError):
    """An address of a gateway that cannot be understood. The message never contains its password."""


def roads() -> Mapping[Channel, Road]:
    """The gateways of each channel that leaves by itself, in order; letters wait for a person.

    Raises BadGateway.
    """
    if not _current:
        _set(
            _road(email_gateway, settings.EMAIL_URL, settings.EMAIL_URL_2),
            _road(sms_gateway, settings.SMS_URL, settings.SMS_URL_2),
        )
    return _current


def _road(make: Callable[[str], Gateway], *urls: str) -> Road:
    found = tuple(make(url) for url in urls if url)
    if len({gateway.name for gateway in found}) < len(found):
        raise BadGateway("two gateways of one channel need two hosts or ports")
    return found


def _set(email: Road, sms: Road) -> None:
    _current.clear()
    _current.update({Channel.EMAIL: email, Channel.MSSANTE: email, Channel.SMS: sms})


@contextmanager
def using(email: Gateway | Road, sms: Gateway | Road) -> Iterator[None]:
    """Other gateways for a while, one or several for each channel: rehearsals and tests."""
    before = dict(_current)
    _set(email if isinstance(email, tuple) else (email,), sms if isinstance(sms, tuple) else (sms,))
    try:
        yield
    finally:
        _current.clear()
        _current.update(before)


def email_gateway(url: str) -> Gateway:
    """From `smtp://[user:password@]host[:port][?tls=none&lanes=16]`, `smtps://…`, `console:`, `record:`.

    Raises BadGateway.
    """
    parts = urlsplit(url)
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        implicit = parts.scheme == "smtps"
        return SmtpGateway(
            Relay(
                host=parts.hostname,
                port=_port(parts, 465 if implicit else 25),
                tls="implicit" if implicit else _option(parts, "tls", "offered"),
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                lanes=_number(parts, "lanes", 16),
            )
        )
    return _twin(parts, "email")


def sms_gateway(url: str) -> Gateway:
    """The gateway of SMS. Raises BadGateway.

    `smpp://user:password@host[:port][?sender=NAME&window=64]`;
    `ovh://application_key:application_secret@service?consumer_key=KEY[&sender=NAME]`;
    `https://[user:password@]host/path[?sender=NAME&to_field=…&text_field=…&id_field=…]`
    (`http` to a loopback address only); `console:`; `record:`.
    """
    parts = urlsplit(url)
    if parts.scheme == "smpp" and parts.hostname:
        return SmppGateway(
            Smsc(
                host=parts.hostname,
                port=_port(parts, 2775),
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                sender=_sender(parts),
                window=_number(parts, "window", 64),
            )
        )
    if parts.scheme == "ovh" and parts.hostname:
        return HttpGateway(_ovh(parts))
    if parts.scheme in ("https", "http") and parts.hostname:
        return HttpGateway(_generic(parts))
    return _twin(parts, "sms")


def _ovh(parts: SplitResult) -> Ovh:
    user, _, place = parts.netloc.rpartition("@")  # the name of a service keeps its capitals
    if not (user and place and _option(parts, "consumer_key", "")):
        raise BadGateway("ovh needs an application, its secret, a service and a consumer_key")
    return Ovh(
        service=unquote(place),
        application_key=unquote(parts.username or ""),
        application_secret=unquote(parts.password or ""),
        consumer_key=_option(parts, "consumer_key", ""),
        sender=_sender(parts),
    )


def _generic(parts: SplitResult) -> GenericHttp:
    host = parts.hostname or ""
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        raise BadGateway("an SMS provider is reached by https")
    place = parts.netloc.rpartition("@")[2]
    fields = ("to_field", "text_field", "sender_field", "reference_field", "id_field")
    return GenericHttp(
        url=f"{parts.scheme}://{place}{parts.path}",
        host=host,
        sender=_sender(parts),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        **{name: given for name in fields if (given := _option(parts, name, ""))},
    )


def _twin(parts: SplitResult, channel: str) -> Gateway:
    if parts.scheme == "console":
        return Console(f"console:{channel}")
    if parts.scheme == "record":
        return Recording(f"record:{channel}")
    raise BadGateway(f"the address of the {channel} gateway is not understood")


def _sender(parts: SplitResult) -> str:
    name = _option(parts, "sender", settings.SMS_SENDER or "ASSURMAL")
    if not sender_allowed(name):
        raise BadGateway("the SMS sender must be 1 to 11 letters and digits, not only digits")
    return name


def _port(parts: SplitResult, default: int) -> int:
    try:
        return parts.port or default
    except ValueError as error:
        raise BadGateway("the port of a gateway is not a number") from error


def _number(parts: SplitResult, name: str, default: int) -> int:
    text = _option(parts, name, str(default))
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise BadGateway(f"{name} of a gateway must be a number from 1 to 1000")
    return int(text)


def _option(parts: SplitResult, name: str, default: str) -> str:
    return parse_qs(parts.query).get(name, [default])[-1]
