"""What comes back by mail: read over IMAP, hostile, forged, early, twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import addresses, mailbox, services
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.models import Attempt, Notice, PastAddress
from telecontrole.rooms.notices.texts import bounces
from telecontrole.rooms.worklist.models import Task

from .conftest import CLERK, TWO_DAYS_BEFORE, Twins
from .imap_server import imap_server

Plan = Callable[..., UUID]


def report(attempt: UUID, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A report as Postfix writes it."""
    return (
        f"To: bounce+{attempt.hex}@localhost\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; relay.test\r\n\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def email_sent(at: Any, plan: Plan, twins: Twins) -> UUID:
    """An email that was handed over; its notice."""
    now = at(TWO_DAYS_BEFORE)
    notice = plan(channel=Channel.EMAIL)
    services.tick(now)
    return notice


def attempt_of(notice: UUID) -> Attempt:
    return Attempt.objects.get(notice_id=notice)


def state(notice: UUID) -> str:
    return Notice.objects.get(id=notice).state


def test_reports_are_heard_over_imap_once(email_sent: UUID, settings: Any) -> None:
    garbage = [b"\xff\x00\xfe", b"Subject: en vacances\r\n\r\nJe reviens lundi."]
    with imap_server([*garbage, report(attempt_of(email_sent).id)]) as box:
        settings.BOUNCES_URL = box.url
        assert services.read_mailbox() == 3
        assert box.seen == {1, 2, 3}
        assert services.read_mailbox() == 0
    assert state(email_sent) == "bounced"
    assert Task.objects.filter(kind="notice_bounced", done_at__isnull=True).count() == 1


def test_a_report_that_could_not_be_kept_stays_unread() -> None:
    with imap_server([b"one", b"two"]) as box:

        def hear(raw: bytes) -> None:
            if raw == b"two":
                raise RuntimeError("the database is away")

        with pytest.raises(RuntimeError):
            mailbox.read(mailbox.mailbox(box.url), hear)
        assert box.seen == {1}


def test_a_mailbox_out_of_reach_or_with_another_password_stops_nothing(settings: Any) -> None:
    with imap_server([b"one"]) as box:
        settings.BOUNCES_URL = box.url.replace("secret", "wrong")
        assert services.read_mailbox() == 0
        assert box.seen == set()
    assert services.read_mailbox() == 0


@pytest.mark.parametrize(
    "url",
    [
        "imap://robot:secret@mail.test",
        "imaps://mail.test",
        "https://robot:secret@mail.test",
        "imaps://robot:secret@mail.test:x",
        'imaps://robot:secret@mail.test?folder="',
    ],
)
def test_a_mailbox_is_read_in_secret_or_not_at_all(url: str) -> None:
    with pytest.raises(mailbox.BadMailbox) as error:
        mailbox.mailbox(url)
    assert "secret" not in str(error.value)


def test_a_forged_return_address_touches_nothing(email_sent: UUID) -> None:
    heard = services.email_report(report(uuid4()))
    assert isinstance(heard, Refusal)
    assert heard.code == "unknown_message"
    for forged in (b"zz" * 16, b"1" * 31, b"'; DROP TABLE notices_notice; --"):
        raw = report(attempt_of(email_sent).id)
        raw = raw.replace(attempt_of(email_sent).id.hex.encode(), forged)
        assert isinstance(services.email_report(raw), Refusal)
    assert state(email_sent) == "handed"


def test_a_report_before_the_relay_has_answered_counts(email_sent: UUID) -> None:
    one = attempt_of(email_sent)
    Attempt.objects.filter(id=one.id).update(outcome="sending", provider_id="")
    Notice.objects.filter(id=email_sent).update(state="sending")
    assert services.email_report(report(one.id, "delivered", "2.0.0")) == email_sent
    assert state(email_sent) == "delivered"


def test_the_same_report_twice_is_one_failure(email_sent: UUID) -> None:
    raw = report(attempt_of(email_sent).id)
    assert services.email_report(raw) == services.email_report(raw) == email_sent
    assert Task.objects.filter(kind="notice_bounced").count() == 1
    later = report(attempt_of(email_sent).id, "delayed", "4.4.7")
    assert services.email_report(later) == email_sent
    assert state(email_sent) == "bounced"


def test_parts_within_parts_without_end_are_no_report() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(3000)
    )
    assert bounces.read(nested) is None


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_of_reports_fail(tail: bytes) -> None:
    assert bounces.read(tail) is None
    bounces.read(report(uuid4())[:-40] + tail)


def test_a_corrected_address_leaves_the_old_one_readable(email_sent: UUID) -> None:
    services.email_report(report(attempt_of(email_sent).id))
    services.correct_address(
        notice_id=email_sent, address="new@exemple.test", source="appel", actor=CLERK
    )
    first, now = addresses.addresses_of(email_sent)
    assert (first.address, first.source) == ("anne@exemple.test", "compte")
    assert first.until is not None
    assert (now.address, now.source, now.until) == ("new@exemple.test", "appel", None)
    assert b"anne@exemple.test" not in bytes(PastAddress.objects.get().address_sealed)
