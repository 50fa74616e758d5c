"""How many messages a person may get on a local day: counted and refused by the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from telecontrole.rooms.notices import rules
from telecontrole.rooms.notices.ledger.rows import fetch, run

Key = tuple[str, date]

_TAKE = """
INSERT INTO notices_quota AS quota (person_key, day, used, allowed)
SELECT given.person_key, given.day, given.wanted, given.allowed
FROM unnest(%s::text[], %s::date[], %s::int[], %s::int[])
    AS given (person_key, day, wanted, allowed)
WHERE given.wanted <= given.allowed
ORDER BY given.person_key, given.day
ON CONFLICT (person_key, day) DO UPDATE SET used = quota.used + excluded.used
WHERE quota.used + excluded.used <= quota.allowed
RETURNING quota.person_key, quota.day
"""
_GIVE = """
UPDATE notices_quota SET used = used - 1
WHERE person_key = %s AND day = %s AND used > 0
"""


def take(wanted: Mapping[Key, int]) -> dict[Key, int]:
    """How many of the wanted messages may leave, for each person and day."""
    granted = dict.fromkeys(wanted, 0)
    for key in _take(wanted):
        granted[key] = wanted[key]
    for key in [key for key, count in wanted.items() if count > 1 and not granted[key]]:
        while granted[key] < wanted[key] and _take({key: 1}):
            granted[key] += 1
    return granted


def give_back(keys: Iterable[Key]) -> None:
    """A message that did not arrive does not count."""
    for key in sorted(keys):
        run(_GIVE, list(key))


def _take(wanted: Mapping[Key, int]) -> list[Key]:
    if not wanted:
        return []
    keys = list(wanted)
    return [
        (row[0], row[1])
        for row in fetch(
            _TAKE,
            [
                [person for person, _ in keys],
                [day for _, day in keys],
                [wanted[key] for key in keys],
                [rules.number("daily_quota", day) for _, day in keys],
            ],
        )
    ]
