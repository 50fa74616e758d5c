"""When the next notice wants to leave: what steps the clock of a rehearsal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from telecontrole.rooms.notices import rules, selectors
from telecontrole.rooms.notices.enums import Channel, Kind, State
from telecontrole.rooms.notices.models import Notice

from .conftest import START

OPENS, CLOSES = rules.notice_window(START, "Europe/Paris", 2)


def test_the_next_to_leave_is_the_first_of_any_channel_exempt_or_not(
    plan: Callable[..., UUID],
) -> None:
    ways = (
        (Channel.SMS, False),
        (Channel.SMS, True),
        (Channel.EMAIL, False),
        (Channel.EMAIL, True),
    )
    assert selectors.next_due([Channel.SMS, Channel.EMAIL]) is None
    planned = []
    for hours, (channel, exempt) in enumerate(ways):
        window = rules.Window(OPENS - timedelta(hours=hours), CLOSES)
        subject = f"case:{hours}"
        planned.append(
            plan(subject=subject, channel=channel, exempt=exempt, window=window, kind=Kind.J2)
        )
        assert selectors.next_due() == OPENS - timedelta(hours=hours)
    assert selectors.next_due([Channel.SMS]) == OPENS - timedelta(hours=1)
    Notice.objects.filter(id=planned[-1]).update(state=State.CANCELLED.value)
    assert selectors.next_due() == OPENS - timedelta(hours=2)
