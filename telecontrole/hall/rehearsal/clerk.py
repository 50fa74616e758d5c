"""The person of each caisse who puts letters in the post, on the first working day after they were written."""

from __future__ import annotations

from collections import Counter
from datetime import time
from typing import cast
from zoneinfo import ZoneInfo

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.law.calendars import Calendar, is_closed
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.notices import services as notice_services
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import CaisseInfo

_TEAM = Actor.system("rehearsal")
_NOON = time(12)


class Clerk:
    """Counts what is posted in `steps`."""

    def __init__(self, steps: Counter[str]) -> None:
        self._steps = steps

    def post(self) -> None:
        """The letters of the caisses where it is noon now, written on an earlier day; not on a closed day."""
        for caisse in territory.caisses().values():
            here = clock.now().astimezone(ZoneInfo(caisse.fuseau))
            closed = is_closed(here.date(), cast(Calendar, caisse.calendrier))
            if here.time() == _NOON and not closed and notices.waiting_letters(caisse.code):
                self._post(caisse)

    def _post(self, caisse: CaisseInfo) -> None:
        zone = ZoneInfo(caisse.fuseau)
        today = clock.now().astimezone(zone).date()
        printed = notice_services.print_letters(caisse=caisse.code, limit=10_000).letters
        known = (notices.notice(one.notice) for one in printed)
        ready = [one.id for one in known if one and one.opens_at.astimezone(zone).date() < today]
        posted = notice_services.post_letters(notice_ids=ready, posted_on=today, actor=_TEAM)
        if not isinstance(posted, Refusal):
            self._steps["letters_posted"] += len(posted)
