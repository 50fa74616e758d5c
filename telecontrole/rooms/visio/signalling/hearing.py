"""What the other processes and the services tell this one over the bus."""

from __future__ import annotations

from typing import Any

from telecontrole.rooms.visio.enums import Gone
from telecontrole.rooms.visio.signalling import closing
from telecontrole.rooms.visio.signalling.live import LiveSession
from telecontrole.rooms.visio.signalling.switchboard import Switchboard


async def hear(board: Switchboard, body: dict[str, Any]) -> None:
    """Handle one message of the bus; what concerns no session of this process is nothing to us."""
    session = board.sessions.get(body["session"])
    if session is None or body.get("from") == board.process:
        return
    if body["k"] == "facts":
        await _facts(board, session)
    elif body["k"] == "notice":
        _notice(session, body)
    elif body["k"] == "rank":
        _rank(session, body)
    elif body["k"] == "place":
        await _place(board, session, body)
    elif body["k"] == "relay":
        _relay(session, body)


async def resync(board: Switchboard) -> None:
    """After a deaf moment: ask the record and the other processes again."""
    for session in list(board.sessions.values()):
        await _facts(board, session)
        for seat in list(session.lines):
            await board.announce(session, session.places[seat], ask=True)


async def _facts(board: Switchboard, session: LiveSession) -> None:
    facts = await board.truth.facts(session.facts.session)
    if facts is None:
        return
    session.take(facts)
    for seat in list(session.lines):
        if session.places[seat].excluded:
            await board.vacate(session, seat, Gone.EXCLUDED, closing.NO_RIGHT)
    session.publish()
    await board.release(session)


def _notice(session: LiveSession, body: dict[str, Any]) -> None:
    for line in session.lines.values():
        if session.places[line.seat].role == body["role"]:
            line.tell({"t": "notice", "kind": body["kind"], "url": body["url"]})


def _rank(session: LiveSession, body: dict[str, Any]) -> None:
    for line in session.lines.values():
        if not session.places[line.seat].admitted:
            line.tell({"t": "rank", "rank": body["rank"], "minutes": body["minutes"]})


async def _place(board: Switchboard, session: LiveSession, body: dict[str, Any]) -> None:
    place = session.places.get(body["seat"])
    if place is not None and body["order"] >= place.order:
        own = session.lines.get(place.seat)
        if own is not None and body["order"] == place.order:
            return
        if own is not None:
            board.give_up(session, own, elsewhere=body["inst"])
        place.instance, place.present, place.why = body["inst"], body["present"], body["why"]
        place.media, place.process, place.order = body["media"], body["from"], body["order"]
        session.publish()
    if body["ask"]:
        for seat in list(session.lines):
            await board.announce(session, session.places[seat])
    board.forget_if_empty(session)


def _relay(session: LiveSession, body: dict[str, Any]) -> None:
    line = session.lines.get(body["to"])
    if line is not None and line.instance == body["inst"]:
        line.tell(body["body"])
