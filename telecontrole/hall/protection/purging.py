"""Erasing what has been kept long enough: in batches, each with its proof in the journal.

A case goes with everything that hangs on it, found by the keys of the tables, so that a new table is not
forgotten. What an appeal, a judge or an open task still needs stays. A run that is stopped is taken up again
by the next one: what a batch has erased is gone, what it has not is still due.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast, Right

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor, medical
from telecontrole.hall.protection import retention
from telecontrole.hall.protection.models import CorrectionRequest, Hold
from telecontrole.hall.protection.retention import Rule

BATCH = 200
KEEPER = Actor.system("retention")
_CASE, _PERSON = "cases.Case", "people.Insured"
_UUID = 36
Keys = dict[str, set[Any]]


def rehearsed(today: date) -> dict[str, int]:
    """What a purge would erase now, by table, with all that hangs on it: the purge itself, undone."""
    with transaction.atomic():
        counts = purge(today)
        transaction.set_rollback(True)
    return counts


def purge(today: date, *, batches: int = 100_000) -> dict[str, int]:
    """Erase what is over, at most so many batches; returns the rows erased by table. A tick may ask for one batch."""
    total: dict[str, int] = defaultdict(int)
    for rule in _rooted():
        while batches > 0 and (done := _one_batch(rule, today)):
            batches -= 1
            for model, number in done.items():
                total[model] += number
    return dict(total)


def referring(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Tables that point at this one, and by which column."""
    for other in apps.get_models():
        for field in other._meta.concrete_fields:  # noqa: SLF001 -- Django's documented door
            if field.is_relation and field.related_model is model:
                yield other, field.name


def gather_about(insured_id: UUID, found: Keys) -> None:
    """Every row about a person, by table: the same walk that erases a file, for who asks what is kept."""
    _gather(apps.get_model(_PERSON), [insured_id], found)
    _gather_named(found)


def keys_about(insured_id: UUID) -> set[str]:
    """The keys of every row about a person outside the medical schema: whose names the journal writes."""
    found: Keys = defaultdict(set)
    _gather(apps.get_model(_PERSON), [insured_id], found, walled=False)
    return {str(key) for keys in found.values() for key in keys}


def _one_batch(rule: Rule, today: date) -> dict[str, int]:
    with ExitStack() as open_:
        open_.enter_context(transaction.atomic())
        rows = _due(rule, today).select_for_update(skip_locked=True, of=("self",))
        keys = [row.pk for row in rows.order_by("pk")[:BATCH]]
        if not keys:
            return {}
        # Some of what hangs on a case is behind the wall: one passage, one journal entry, for the batch.
        open_.enter_context(medical(KEEPER, purpose="purge", subject=f"retention:{rule.model}"))
        gone: Keys = defaultdict(set)
        _gather(apps.get_model(rule.model), keys, gone)
        if rule.model == _CASE:
            _gather_named(gone)
        _delete(gone)
        counts = {model: len(found) for model, found in sorted(gone.items()) if found}
        journal.record(
            action="hall:purge:done",
            actor=KEEPER,
            subject=f"retention:{rule.model}",
            data={"class": rule.kind, "rows": counts, "sha256": _print(gone)},
        )
    return counts


def _rooted() -> list[Rule]:
    """Rules that start a time of their own; persons last, once their cases are gone."""
    found = [rule for rule in retention.rules().values() if rule.since]
    return [*found, retention.rules()[_PERSON]]


def _due(rule: Rule, today: date) -> models.QuerySet[Any]:
    # Every row, whatever a manager hides.
    rows: models.QuerySet[Any] = apps.get_model(rule.model)._base_manager.all()  # noqa: SLF001
    last = retention.last_day(rule.kind, today)
    if last is None:
        return rows.none()
    if rule.model == _CASE:
        return _free_cases(rows.filter(closed_at__date__lte=last))
    if rule.orphan:
        cases = apps.get_model(rule.orphan)._base_manager.filter(insured=OuterRef("pk"))  # noqa: SLF001
        # A person whom a file has just brought in, before their case, is younger than any term.
        return rows.filter(~Exists(cases), contact_updated_at__date__lte=last)
    date_only = isinstance(rows.model._meta.get_field(rule.since), models.DateTimeField)  # noqa: SLF001
    rows = rows.filter(**{f"{rule.since}{'__date' if date_only else ''}__lte": last})
    return rows.exclude(_kept_for_a_case(rule, rows)) if rule.by else rows


def _free_cases(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Without those that an appeal, a judge, an unanswered request or an open task still needs."""
    held = Hold.objects.filter(case=OuterRef("pk"), lifted_at__isnull=True)
    asked = CorrectionRequest.objects.filter(case=OuterRef("pk"), settled_at__isnull=True)
    tasks = apps.get_model("worklist.Task")._base_manager.filter(  # noqa: SLF001
        done_at__isnull=True, subject__endswith=Cast(OuterRef("pk"), models.TextField())
    )
    return rows.filter(~Exists(held), ~Exists(asked), ~Exists(tasks))


def _kept_for_a_case(rule: Rule, rows: models.QuerySet[Any]) -> Q:
    """Messages, calls and tasks of a case that is held outlive their own time: they are its proof."""
    held = Hold.objects.filter(lifted_at__isnull=True).values_list("case_id", flat=True)
    keys: Keys = defaultdict(set)
    _gather(apps.get_model(_CASE), list(held), keys, walled=False)
    named = {str(key) for found in keys.values() for key in found}
    kept = rows.annotate(_named=Right(rule.by, _UUID)).filter(_named__in=named)
    return Q(pk__in=kept.values("pk"))


def _gather(
    model: type[models.Model], keys: Collection[Any], gone: Keys, *, walled: bool = True
) -> None:
    """These rows, and every row that hangs on them; without `walled`, those of the ordinary tables only."""
    fresh = set(keys) - gone[model._meta.label]  # noqa: SLF001
    if not fresh:
        return
    gone[model._meta.label] |= fresh  # noqa: SLF001
    for other, column in referring(model):
        if walled or not other._meta.db_table.startswith('"medical"'):  # noqa: SLF001
            rows = other._base_manager.filter(**{f"{column}__in": fresh})  # noqa: SLF001
            _gather(other, list(rows.values_list("pk", flat=True)), gone, walled=walled)


def _gather_named(gone: Keys) -> None:
    """Rows that name an erased thing without a key: messages, calls, tasks, bookings, documents."""
    named = {str(key) for keys in list(gone.values()) for key in keys}
    for rule in retention.rules().values():
        if rule.by:
            model = apps.get_model(rule.model)
            written = Right(Cast(rule.by, models.TextField()), _UUID)
            rows = model._base_manager.annotate(_named=written).filter(_named__in=named)  # noqa: SLF001
            _gather(model, list(rows.values_list("pk", flat=True)), gone)
    for rule in retention.rules().values():
        if rule.twin:
            model = apps.get_model(rule.model)
            rows = model._base_manager.filter(pk__in=gone[rule.twin])  # noqa: SLF001
            _gather(model, list(rows.values_list("pk", flat=True)), gone)


def _delete(gone: Keys) -> None:
    """Keys between tables are checked at the end of the transaction: the order does not matter."""
    for label, keys in gone.items():
        rows = apps.get_model(label)._base_manager.filter(pk__in=keys)  # noqa: SLF001
        rows._raw_delete(rows.db)  # noqa: SLF001 -- without Django's own walk: ours has found everything


def _print(gone: Keys) -> str:
    """A hash of what was erased: whoever holds a list can show that it was, nobody can read it."""
    names = sorted(f"{label}:{key}" for label, keys in gone.items() for key in keys)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
