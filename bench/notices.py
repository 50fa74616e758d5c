"""Notices per second, end to end, beside bare loops and django-post-office on the same servers.

    .venv/bin/python bench/notices.py [MESSAGES] [ROUNDS]

Library: ready-made messages by smtplib or smpplib alone, as many connections (or as wide a window).
Gateway: the same through our own gateway object, nothing else. Ledger: claim, text, proof, commit before
the point of no return, answer, receipt. Post office: its queue, its sending, as it is installed and tuned. Same servers (aiosmtpd
with PIPELINING, as relays offer it; npm smpp), same run, rounds in turn; ratios are those of the medians. First the
servers answer at once, which no provider does: that measures the processors. Then after AWAY milliseconds, as over a
line to a relay that writes down what it takes: that measures what is gained by several under way. Works in a scratch
database; prints whether its commits are durable.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.notices_settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from bench import notices_peers as peers  # noqa: E402
from telecontrole.foundations import clock  # noqa: E402
from telecontrole.foundations.database.scratch import scratch_database  # noqa: E402
from telecontrole.rooms.notices import services  # noqa: E402
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient  # noqa: E402
from telecontrole.rooms.notices.gateways.protocol import (  # noqa: E402
    Answer,
    Event,
    Gateway,
    Outgoing,
    Ready,
    Receipt,
)
from telecontrole.rooms.notices.gateways.smpp import SmppGateway, Smsc  # noqa: E402
from telecontrole.rooms.notices.gateways.smtp import Relay, SmtpGateway  # noqa: E402
from telecontrole.rooms.notices.gateways.twins import Recording  # noqa: E402
from telecontrole.rooms.notices.models import Attempt, Notice  # noqa: E402
from telecontrole.rooms.notices.rules import Window  # noqa: E402
from telecontrole.rooms.notices.services import NewNotice  # noqa: E402
from telecontrole.rooms.notices.texts import html, rendering  # noqa: E402
from telecontrole.rooms.notices.texts.email import Email, compose  # noqa: E402

FAULTS = ROOT / "tests" / "faults"
LANES, WINDOW, USUAL = 64, 256, 64
AWAY = 10
_cpu: dict[str, tuple[float, int]] = {"gateway": (0.0, 0), "ledger": (0.0, 0)}
Rates = dict[str, list[float]]


def main() -> None:
    """Measure both channels and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with scratch_database("bench"):
        print(f"{count} messages, {rounds} rounds, {os.cpu_count()} processors, fsync {durable()}")
    for away, window in ((0, WINDOW), (AWAY, USUAL)):
        # Each channel has a database of its own: what one left to be swept is not the other's cost.
        with scratch_database("bench"), mail_server(away) as port:
            emails(port, count, rounds, away)
        with scratch_database("bench"), sms_server(away) as port:
            short_messages(port, count, rounds, away, window)


def durable() -> str:
    """Whether the commits of this database survive a power cut: `on` or `off`."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return str(cursor.fetchone()[0])


def emails(port: int, count: int, rounds: int, away: int) -> None:
    """Every way, in turn."""
    # A rate needs no thousands of messages that take a tenth of a second each.
    few = count // 8 if away else count
    rates: Rates = {}
    gateway, ready = SmtpGateway(Relay("127.0.0.1", port, lanes=LANES)), mails(count)
    said = rendering.words("notices/j2/email.txt", params(1))
    page = html.page(said.subject, said.text)
    to = [message.address for message in ready]
    for turn in range(rounds):
        note(rates, "library", count / peers.smtplib_loop(port, ready, LANES))
        ours(rates, Channel.EMAIL, gateway, ready, turn)
        for name, tuned in (("post office as installed", False), ("post office tuned", True)):
            queued, sending = peers.post_office(
                port, to[:few], said.subject, said.text, page, tuned=tuned
            )
            note(rates, name, few / sending)
            note(rates, f"{name}, with its queueing", few / (queued + sending))
    gateway.close()
    show(f"email, SMTP, {LANES} connections, answers after {away} ms", rates)


def short_messages(port: int, count: int, rounds: int, away: int, window: int) -> None:
    """Every way, in turn."""
    gateway = SmppGateway(Smsc("127.0.0.1", port, "u", "p", "ASSURMAL", window=window))
    rates: Rates = {}
    ready = texts(count)
    for turn in range(rounds):
        note(rates, "library", count / peers.smpplib_loop(port, ready, window))
        ours(rates, Channel.SMS, gateway, ready, turn)
    gateway.close()
    show(f"SMS, SMPP with receipts, window {window}, answers after {away} ms", rates)


def ours(
    rates: Rates, channel: Channel, gateway: Gateway, ready: Sequence[Outgoing], turn: int
) -> None:
    """Our gateway alone, then the ledger before it."""
    note(rates, "gateway", len(ready) / bare(gateway, renewed(ready)))
    start = time.perf_counter()
    plan(channel, len(ready), turn)
    planned = time.perf_counter() - start
    seconds = ledger(channel, gateway, len(ready), turn)
    note(rates, "ledger", len(ready) / seconds)
    note(rates, "ledger with its planning", len(ready) / (planned + seconds))


def note(rates: Rates, name: str, rate: float) -> None:
    """Keep one result."""
    rates.setdefault(name, []).append(rate)


def show(name: str, rates: Rates) -> None:
    """Medians, and the ledger beside each of the others."""
    medians = {way: statistics.median(found) for way, found in rates.items()}
    print(f"{name}; {own_cpu()}")
    for way, rate in medians.items():
        print(f"  {way}: {rate:.0f}/s; ledger = {medians['ledger'] / rate:.2f} of it")


def own_cpu() -> str:
    """Processor time of this process for each message, which other programs do not disturb."""
    (bare_ms, bare_count), (ledger_ms, ledger_count) = _cpu["gateway"], _cpu["ledger"]
    _cpu.update(gateway=(0.0, 0), ledger=(0.0, 0))
    return (
        f"own processor time for a message: gateway {bare_ms / bare_count:.2f} ms, "
        f"ledger {ledger_ms / ledger_count:.2f} ms"
    )


def spent(name: str, since: float, count: int) -> None:
    """Add processor time to a total."""
    before, messages = _cpu[name]
    _cpu[name] = (before + (time.process_time() - since) * 1000, messages + count)


def bare(gateway: Gateway, messages: Sequence[Outgoing]) -> float:
    """Seconds to have every message accepted, without any ledger."""
    waiting, answered, receipts = list(reversed(messages)), 0, 0
    start, cpu = time.perf_counter(), time.process_time()
    while answered < len(messages):
        while waiting and gateway.room() > 0:
            gateway.prepare(waiting.pop())
        events = gateway.poll(0.01)
        gateway.release([event.key for event in events if isinstance(event, Ready)])
        receipts += confirmed(gateway, events)
        answered += sum(isinstance(event, Answer) for event in events)
    spent("gateway", cpu, len(messages))
    seconds = time.perf_counter() - start
    # What comes late belongs to this way, not to the one that is timed next.
    while gateway.gives_receipts and receipts < len(messages):
        receipts += confirmed(gateway, gateway.poll(0.01))
    return seconds


def confirmed(gateway: Gateway, events: Sequence[Event]) -> int:
    """Acknowledge the receipts among `events`; how many there were."""
    receipts = [event for event in events if isinstance(event, Receipt)]
    gateway.confirm(receipts)
    return len(receipts)


def ledger(channel: Channel, gateway: Gateway, count: int, turn: int) -> float:
    """Seconds of ticks until as many planned notices are handed over, each by one attempt."""
    email, sms = (gateway, Recording()) if channel is Channel.EMAIL else (Recording(), gateway)
    start, cpu = time.perf_counter(), time.process_time()
    handed = 0
    with services.using_gateways(email, sms):
        while handed < count:
            handed += services.run_due(clock.now()).handed
    seconds = time.perf_counter() - start
    spent("ledger", cpu, count)
    mine = Notice.objects.filter(channel=channel.value, handed_at__isnull=False)
    assert mine.count() == count * (turn + 1), "a message is missing"
    assert Attempt.objects.filter(notice__in=mine).count() == mine.count(), "a message left twice"
    return seconds


def plan(channel: Channel, count: int, turn: int) -> None:
    """Notices due now, each to another person."""
    now = clock.now()
    window = Window(now - timedelta(hours=1), now + timedelta(hours=1))
    subjects = [f"{channel}:{turn}:{index}" for index in range(count)]
    services.set_heads([(subject, 1, True) for subject in subjects])
    services.plan_notices(
        NewNotice(
            subject=subject,
            version=1,
            kind=Kind.J2,
            recipient=Recipient.ASSURE,
            channel=channel,
            address=f"+336{index:08}" if channel == Channel.SMS else f"p{index}@exemple.test",
            address_source="compte",
            locale_zone="Europe/Paris",
            template=f"notices/j2/{channel}.txt",
            params=params(index),
            window=window,
            person_key=subject,
            caisse="141",
            starts_at=now + timedelta(days=2),
        )
        for index, subject in enumerate(subjects)
    )


def params(index: int) -> dict[str, str | int]:
    """Words of one appointment by video, each ten minutes of a day."""
    day = clock.now().replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=2)
    start = day + timedelta(minutes=10 * (index % 60))
    return {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(minutes=20)).isoformat(),
        "zone": "Europe/Paris",
        "modalite": "visio",
        "lieu": "",
        "adresse": "",
        "acces": "",
        "lien": f"T{index:011}",
        "code": f"{index * 7919 % 10_000:04}",
        "ics_uid": f"{index}@localhost",
        "ics_sequence": 0,
    }


def mails(count: int) -> list[Outgoing]:
    """Ready-made emails of the same size."""
    words, made = rendering.words("notices/j2/email.txt", params(1)), []
    for index in range(count):
        to = f"p{index}@exemple.test"
        mail = Email(
            f"{uuid4()}.1",
            "ne-pas-repondre@localhost",
            "Assurance Maladie",
            to,
            words.subject,
            words.text,
            clock.now(),
            calendar=b"x" * 1100,
            method="REQUEST",
        )
        made.append(Outgoing(uuid4(), to, compose(mail), "bounce@localhost"))
    return made


def texts(count: int) -> list[Outgoing]:
    """Ready-made SMS."""
    body = rendering.words("notices/j2/sms.txt", params(1)).text.encode()
    return [Outgoing(uuid4(), f"+336{index:08}", body) for index in range(count)]


def renewed(messages: Sequence[Outgoing]) -> list[Outgoing]:
    """The same messages under new keys."""
    return [Outgoing(uuid4(), m.address, m.body, m.envelope_sender) for m in messages]


def mail_server(away: int) -> AbstractContextManager[int]:
    """The relay; yields its port."""
    return server(
        [sys.executable, str(FAULTS / "smtp_server.py"), os.devnull, "ok=1", "2", str(away)]
    )


def sms_server(away: int) -> AbstractContextManager[int]:
    """The SMSC; yields its port."""
    return server(["node", str(FAULTS / "smsc.js"), os.devnull, "ok=1", "2", "normal=1", str(away)])


@contextmanager
def server(command: list[str]) -> Iterator[int]:
    """A server in a process of its own; yields its port."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
