"""Médecins-conseils whom an upper room rules out for a case: a conflict of interest, for instance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

#: Answers, for some cases, the RPPS numbers that must not have each of them.
Resolver = Callable[[Iterable[UUID]], Mapping[UUID, frozenset[str]]]
_resolvers: list[Resolver] = []


def register_excluded(resolver: Resolver) -> None:
    """Declare who knows more; asked once per plan for all its cases. Declaring twice changes nothing."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)


def excluded(case_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """RPPS numbers ruled out by case; a case without any is not in it."""
    ids = list(case_ids)
    found: dict[UUID, frozenset[str]] = {}
    for resolver in _resolvers:
        for case_id, numbers in resolver(ids).items():
            found[case_id] = found.get(case_id, frozenset()) | numbers
    return found
