"""What the address of a diary page may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from telecontrole.foundations.figures import week_of
from telecontrole.foundations.web.addresses import FIRST_DAY, LAST_DAY, day_in
from telecontrole.foundations.web.forms import DateField, DateParts, KitForm

DAY: Final = "jour"
WEEK: Final = "semaine"
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Day, view and caisse of the address; nonsense is ignored, as in a link cut short."""

    day: date
    view: str
    by: str
    caisse: str
    typed: QueryDict | None = None

    def url(self, path: str, **changes: str) -> str:
        """The same page with something else."""
        kept = {"date": self.day.isoformat(), "vue": self.view, "par": self.by}
        if self.caisse:
            kept["caisse"] = self.caisse
        return f"{path}?{urlencode({**kept, **changes})}"

    @property
    def going(self) -> Going:
        """The boxes that lead to another day."""
        return Going(self.typed, initial={"date": self.day})

    @property
    def week(self) -> tuple[date, date]:
        """Monday and Friday around the day."""
        monday = week_of(self.day)
        return monday, monday + timedelta(days=4)

    def steps(self, path: str) -> tuple[str, str]:
        """Addresses of the period before and of the one after."""
        step = timedelta(days=7 if self.view == WEEK else 1)
        before, after = max(self.day - step, FIRST_DAY), min(self.day + step, LAST_DAY)
        return self.url(path, date=before.isoformat()), self.url(path, date=after.isoformat())


class Going(KitForm):
    """To another day of the diaries."""

    date = DateField(label="Aller au", required=False)


def boxes(params: QueryDict, name: str) -> bool:
    """Whether a day was typed in the three boxes of `name`: then what is wrong with it is said there."""
    return any(f"{name}_{part}" in params for part, _, _ in DateParts.parts)


def day_of(params: QueryDict, name: str) -> date | None:
    """The day that an address or a form holds: ISO, as in our links, or typed in three boxes."""
    typed = DateParts().value_from_datadict(params, MultiValueDict(), name)
    try:
        text = DateField(required=False).clean(typed)
    except ValidationError:
        return None
    return day_in(text.isoformat() if text else params.get(name, ""))


def read(params: QueryDict, today: date, *, views: Sequence[str]) -> Asked:
    """Read the address of a page that has these `views`; the first is shown without a word about it.

    Without a date: today, or on Saturday and Sunday, when no diary is open, the Monday after.
    """
    chosen = params.get("vue", "")
    weekend = today.weekday() > _FRIDAY
    return Asked(
        day=day_of(params, "date") or (week_of(today) + timedelta(days=7) if weekend else today),
        view=chosen if chosen in views else views[0],
        by="sites" if params.get("par") == "sites" else "medecins",
        caisse=params.get("caisse", "")[:9].replace("\x00", ""),
        typed=params if boxes(params, "date") else None,
    )
