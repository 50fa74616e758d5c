"""The file `cases`, and the one door for every kind of file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection

from telecontrole.foundations import access, clock, events, importing, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import Counts, Importer, ImportReport, Judged, Row
from telecontrole.foundations.importing.reading import shown
from telecontrole.foundations.importing.runner import OnBatch, Progress
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import lines
from telecontrole.rooms.cases.lines import CaseLine
from telecontrole.rooms.diaries.importers import IMPORTERS as DIARIES
from telecontrole.rooms.people import services as people
from telecontrole.rooms.people.importers import IMPORTERS as PEOPLE
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.importers import IMPORTERS as TERRITORY

_PROGRAM = Actor.system("importer")


class Cases(Importer[CaseLine]):
    """The files to control."""

    kind = "cases"
    columns = lines.COLUMNS
    may_be_empty = lines.MAY_BE_EMPTY

    def prepare(self, actor: Actor) -> Refusal | None:
        """Remember the known caisses and the day; without any caisse, `caisses_absentes`."""
        self._actor = actor
        self._caisses = frozenset(territory.caisses())
        self._today = clock.today()
        return None if self._caisses else Refusal("caisses_absentes")

    def key(self, row: Row) -> str:
        """The caisse's own reference."""
        return row["reference"]

    def judge(self, row: Row) -> Judged[CaseLine]:
        """The faults of the line (`lines.judge`), and `hors_perimetre` for another caisse's."""
        judged = lines.judge(row, caisses=self._caisses, today=self._today)
        caisse = row["caisse"]
        if caisse in self._caisses and not self._actor.serves(caisse):
            return Judged((*judged.codes, "hors_perimetre"), judged.value)
        return judged

    def store(self, values: Sequence[CaseLine], *, actor: Actor, run: str, write: bool) -> Counts:
        """Create or update cases, by reference; a line that came before as it is changes nothing."""
        digests = {line.reference: _digest(line) for line in values}
        known = _known(list(digests))
        fresh = [line for line in values if line.reference not in known]
        changed = [
            line
            for line in values
            if line.reference in known and known[line.reference][1] != digests[line.reference]
        ]
        counts = Counts(len(fresh), len(changed), len(values) - len(fresh) - len(changed))
        if write and (fresh or changed):
            ids = {line.reference: uuid.uuid4() for line in fresh}
            ids |= {line.reference: known[line.reference][0] for line in changed}
            _write([*fresh, *changed], ids, digests, run)
            _tell(actor, run, counts, [ids[line.reference] for line in changed])
        return counts


IMPORTERS: Mapping[str, type[Importer[Any]]] = {
    **TERRITORY,
    **PEOPLE,
    **DIARIES,
    Cases.kind: Cases,
}
KINDS = tuple(IMPORTERS)


def run(
    kind: str,
    source: Path | BinaryIO,
    *,
    actor: Actor = _PROGRAM,
    dry_run: bool = False,
    run_id: str = "",
    on_batch: OnBatch | None = None,
    progress: Progress | None = None,
) -> ImportReport | Refusal:
    """Import one file of a kind of `KINDS`.

    Answers the report, or a refusal of the whole file (in French: `messages.refused`): `genre_inconnu`,
    `fichier_introuvable`, `caisses_absentes`, `medecins_absents`, or what its first line says. Raises OSError when reading breaks off.
    """
    importer = IMPORTERS.get(kind)
    if importer is None:
        return Refusal("genre_inconnu", {"genre": shown(kind, 40), "genres": ", ".join(KINDS)})
    if isinstance(source, Path) and not source.is_file():
        return Refusal("fichier_introuvable", {"fichier": source.name})
    with _opened(source) as stream:
        return importing.run(
            importer(),
            stream,
            actor=actor,
            run_id=run_id or str(uuid.uuid4()),
            dry_run=dry_run,
            on_batch=on_batch,
            progress=progress,
        )


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        yield source


def _digest(line: CaseLine) -> bytes:
    """Keyed: who holds the table alone cannot try names and numbers against it."""
    return vault.fingerprint(line.mark, purpose="cases.row")


def _known(references: list[str]) -> dict[str, tuple[UUID, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference, id, row_digest FROM cases_case WHERE reference = ANY(%s)",
            [references],
        )
        return {reference: (key, bytes(digest)) for reference, key, digest in cursor.fetchall()}


_UPSERT = """
    INSERT INTO cases_case (id, reference, caisse_id, insured_id, motif, date_debut, date_fin,
           prescripteur_rpps, medecin_traitant_rpps, priorite, langue, row_digest, state, imported_at,
           imported_by)
    SELECT *, 'a_planifier', %s::timestamptz, %s::uuid
      FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::date[], %s::date[],
           %s::text[], %s::text[], %s::int[], %s::text[], %s::bytea[])
    ON CONFLICT (reference) DO UPDATE
       SET caisse_id = excluded.caisse_id, insured_id = excluded.insured_id, motif = excluded.motif,
           date_debut = excluded.date_debut, date_fin = excluded.date_fin,
           prescripteur_rpps = excluded.prescripteur_rpps,
           medecin_traitant_rpps = excluded.medecin_traitant_rpps,
           priorite = excluded.priorite, langue = excluded.langue, row_digest = excluded.row_digest
"""
_NEEDS = """
    INSERT INTO medical.cases_needs (case_id, competence, besoins)
    SELECT id, competence, string_to_array(besoins, ',')
      FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS line (id, competence, besoins)
    ON CONFLICT (case_id) DO UPDATE
       SET competence = excluded.competence, besoins = excluded.besoins
"""


def _write(
    values: Sequence[CaseLine], ids: Mapping[str, UUID], digests: Mapping[str, bytes], run: str
) -> None:
    persons = people.put_insured(lines=[line.insured for line in values])
    rows = [
        (
            ids[line.reference],
            line.reference,
            line.insured.caisse,
            persons[line.insured.nir],
            line.motif,
            line.date_debut,
            line.date_fin,
            line.prescripteur_rpps,
            line.medecin_traitant_rpps,
            line.priorite,
            line.insured.langue,
            digests[line.reference],
        )
        for line in values
    ]
    needs = [(ids[line.reference], line.competence, ",".join(line.besoins)) for line in values]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [clock.now(), run, *map(list, zip(*rows, strict=True))])
    with (
        access.medical(_PROGRAM, purpose="import", subject=f"import:{run}"),
        connection.cursor() as cursor,
    ):
        cursor.execute(_NEEDS, [list(column) for column in zip(*needs, strict=True)])


def _tell(actor: Actor, run: str, counts: Counts, updated: list[UUID]) -> None:
    """One journal entry and one event per batch; each case says which import created it."""
    changed = [str(case) for case in updated]
    numbers = {"created": counts.created, "updated": counts.updated}
    journal.record(
        action="cases:file:imported",
        actor=actor,
        subject=f"import:{run}",
        data={**numbers, "updated_cases": changed},
    )
    events.publish(
        name="cases.cases_imported", payload={"import": run, **numbers, "updated_cases": changed}
    )
