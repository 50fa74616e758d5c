"""A batch of letters on paper: a list of what it holds, a sheet before each site, then the letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from itertools import groupby
from uuid import UUID, uuid4

import pikepdf

from telecontrole.foundations import clock, letters

_A4 = (595, 842)
_HERE = letters.ROOT / "rooms" / "notices" / "letters"


@dataclass(frozen=True)
class Printed:
    """One letter of a batch: whom it is for and where it convenes to (empty: by video), for the list."""

    notice: UUID
    subject: str
    pdf: bytes
    name: str = ""
    caisse: str = ""
    place: str = ""

    @cached_property
    def pages(self) -> int:
        """How many pages it has."""
        with pikepdf.open(BytesIO(self.pdf)) as one:
            return len(one.pages)

    @property
    def section(self) -> tuple[str, str]:
        """Letters of one section go into one pile."""
        return (self.caisse, self.place)


@dataclass(frozen=True)
class Batch:
    """Letters to put in envelopes, by caisse and site; ``faulty`` could not be made.

    ``reference`` stands on the paper and in the journal.
    """

    letters: tuple[Printed, ...]
    faulty: tuple[UUID, ...] = ()
    reference: str = field(default_factory=lambda: uuid4().hex[:8].upper())

    def pdf(self) -> bytes:
        """List, separators and letters in one file for printing on both sides: each begins on the front of a sheet."""
        length = 2
        while True:
            listing = self._listing(after=length)
            with pikepdf.open(BytesIO(listing)) as one:
                needed = _even(len(one.pages))
            if needed == length:
                break
            length = needed
        return _joined([listing, *(pdf for section in self.sections() for pdf in section.sheets)])

    def sections(self) -> Iterator[Section]:
        """One for each caisse and site, in order."""
        for (caisse, place), found in groupby(self.letters, lambda one: one.section):
            yield Section(caisse, place, tuple(found))

    def _listing(self, *, after: int) -> bytes:
        """The list, knowing how many pages it takes itself."""
        groups, number, page = [], 1, after + 1
        for section in self.sections():
            page += _even(1)
            rows = []
            for one in section.letters:
                rows.append([str(number), one.name, str(one.pages), str(page)])
                number, page = number + 1, page + _even(one.pages)
            groups.append({**section.words, "rows": rows})
        said = {
            **_title(f"Lot de lettres {self.reference}"),
            "letters": len(self.letters),
            "pages": sum(one.pages for one in self.letters),
            "sheets": (page - 1) // 2,
            "groups": groups,
        }
        return letters.render(_HERE / "batch_list.typ", said)


@dataclass(frozen=True)
class Section:
    """The letters of one pile."""

    caisse: str
    place: str
    letters: tuple[Printed, ...]

    @property
    def words(self) -> dict[str, object]:
        """What its separator and its part of the list say."""
        return {
            "caisse": self.caisse,
            "place": self.place or "Sans site",
            "letters": len(self.letters),
            "pages": sum(one.pages for one in self.letters),
        }

    @property
    def sheets(self) -> Iterator[bytes]:
        """The separator, then the letters."""
        said = {**_title(f"{self.caisse}, {self.place or 'sans site'}"), **self.words}
        yield letters.render(_HERE / "batch_separator.typ", said)
        yield from (one.pdf for one in self.letters)


def _title(title: str) -> dict[str, object]:
    return {"title": title, "date": clock.today()}


def _even(pages: int) -> int:
    return pages + pages % 2


def _joined(parts: Sequence[bytes]) -> bytes:
    """One after the other, a blank page where one would begin on the back of another."""
    whole, out = pikepdf.new(), BytesIO()
    for part in parts:
        if len(whole.pages) % 2:
            whole.add_blank_page(page_size=_A4)
        with pikepdf.open(BytesIO(part)) as one:
            whole.pages.extend(one.pages)
    whole.save(out)
    return out.getvalue()
