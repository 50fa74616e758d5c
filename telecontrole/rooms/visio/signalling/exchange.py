"""What a seated browser may say, one function per type of message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import metrics
from telecontrole.rooms.visio.enums import EndReason, Gone, Handover, Link
from telecontrole.rooms.visio.signalling import closing, sdp
from telecontrole.rooms.visio.signalling.live import Line, LiveSession
from telecontrole.rooms.visio.signalling.messages import Message, refused_for
from telecontrole.rooms.visio.signalling.outbox import encode
from telecontrole.rooms.visio.signalling.switchboard import Switchboard

Answer = Awaitable[Refusal | None]
Handler = Callable[[Switchboard, LiveSession, Line, Message], Answer]


async def say(board: Switchboard, line: Line, message: Message) -> Refusal | None:
    """Handle one message of a seated browser; a refusal changes nothing and disturbs nobody."""
    session = board.sessions.get(line.session)
    if session is None or session.lines.get(line.seat) is not line:
        return Refusal("visio_not_seated")
    if message.seen is not None:
        line.outbox.acknowledge(message.seen)
    if message.number is not None:
        if message.number <= line.heard:
            return None
        line.heard = message.number
    place = session.places[line.seat]
    refusal = refused_for(message, role=place.role, admitted=place.standing[1])
    if refusal is not None:
        return refusal
    handler = HANDLERS.get(message.kind)
    return await handler(board, session, line, message) if handler else Refusal("visio_late_hello")


async def _ping(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    if line.sink is not None:
        line.sink.send(encode({"t": "pong", "a": line.heard}))
    return None


async def _route(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    """To one other seat, if the two are linked and it is still the same incarnation."""
    fields = dict(message.fields)
    other = session.places.get(fields.pop("to"))
    if other is None or other.seat == line.seat:
        return Refusal("visio_not_in_your_session")
    if session.link(session.places[line.seat], other) is Link.NONE:
        return Refusal("visio_not_linked")
    if fields.pop("inst") != other.instance:
        return None
    body = {"t": message.kind, "from": line.seat, "inst": line.instance, **fields}
    await board.deliver(session, other, body)
    return None


def _link_to(session: LiveSession, line: Line, message: Message) -> Link:
    other = session.places.get(message.fields["to"])
    return session.link(session.places[line.seat], other) if other else Link.NONE


async def _description(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    description = message.fields["d"]
    seen = sdp.read_description(description["type"], description["sdp"], relay_only=session.relayed)
    if isinstance(seen, str):
        return Refusal(seen)
    if line.fingerprint not in (None, seen.fingerprint):
        return Refusal("visio_sdp_other_certificate")
    if _link_to(session, line, message) is Link.PREPARED and sdp.names_an_address(
        description["sdp"]
    ):
        return Refusal("visio_address_before_admission")
    line.fingerprint = seen.fingerprint
    if session.relayed:
        bare = {**description, "sdp": sdp.concealed(description["sdp"])}
        message = replace(message, fields={**message.fields, "d": bare})
    return await _route(board, session, line, message)


async def _candidate(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    candidate = message.fields["c"]
    if candidate is not None:
        reason = sdp.refused_candidate(candidate["candidate"], relay_only=session.relayed)
        if reason:
            return Refusal(reason)
    if _link_to(session, line, message) is Link.PREPARED:
        line.keep(session.places[message.fields["to"]], message.fields["inst"], candidate)
        return None
    if candidate is not None and session.relayed:
        bare = {**candidate, "candidate": sdp.concealed(candidate["candidate"])}
        message = replace(message, fields={**message.fields, "c": bare})
    return await _route(board, session, line, message)


async def _sas(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    if ("commit" in message.fields) == ("nonce" in message.fields):
        return Refusal("visio_bad_fields")
    return await _route(board, session, line, message)


async def _media(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    place = session.places[line.seat]
    place.media = dict(message.fields)
    session.publish()
    await board.announce(session, place)
    return None


async def _chat(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    """To everyone admitted. Nothing is kept: the ring forgets it once it is acknowledged."""
    own = session.places[line.seat]
    body = {"t": "chat", "from": line.seat, "text": message.fields["text"]}
    for other in session.places.values():
        if other is not own and session.link(own, other) is Link.LIVE:
            await board.deliver(session, other, body)
    return None


async def _quality(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    if not line.reports.take(board.monotonic()):
        return None  # the next one tells the same, and more
    report = dict(message.fields["report"])
    line.told.take(report)
    await board.truth.report(seat=line.seat, instance=line.instance, report=report)
    return None


async def _ice(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    line.tell({"t": "ice", "servers": board.credentials(line)})
    return None


async def _leave(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    await board.vacate(session, line.seat, Gone.LEFT, closing.GONE)
    return None


async def _admit(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    place = session.places.get(message.fields["seat"])
    if place is None:
        return Refusal("visio_not_in_your_session")
    # The two find each other while the record is written; tracks wait until it is.
    place.arriving = not place.excluded
    await board.release(session)
    try:
        refusal = await board.truth.admit(by=line.seat, seat=place.seat)
    finally:
        place.arriving = False
    if refusal is None:
        metrics.calls.add(amount=0 if place.admitted else 1, step="started")
        place.admitted = True
    session.publish()
    return refusal


async def _exclude(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    place = session.places.get(message.fields["seat"])
    if place is None or place.seat == line.seat:
        return Refusal("visio_not_in_your_session")
    refusal = await board.truth.exclude(by=line.seat, seat=place.seat)
    if refusal is None:
        place.excluded = True
        await board.vacate(session, place.seat, Gone.EXCLUDED, closing.NO_RIGHT)
    return refusal


async def _end(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    return await board.truth.end(by=line.seat, reason=EndReason.CONCLUDED)


async def _handover(
    board: Switchboard, session: LiveSession, line: Line, message: Message
) -> Refusal | None:
    refusal = await board.truth.handover(by=line.seat, how=Handover(message.fields["by"]))
    if refusal is None:
        metrics.calls.add(step="handed_over")
    return refusal


HANDLERS: Mapping[str, Handler] = {
    "ping": _ping,
    "description": _description,
    "candidate": _candidate,
    "restart": _route,
    "picture": _route,
    "sas": _sas,
    "media": _media,
    "chat": _chat,
    "quality": _quality,
    "ice": _ice,
    "leave": _leave,
    "admit": _admit,
    "exclude": _exclude,
    "end": _end,
    "handover": _handover,
}
