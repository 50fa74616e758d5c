"""What becomes of each line, and the report of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """Accepted; accepted without a value that could not be used; refused."""

    ACCEPTE = "accepte"
    AVERTISSEMENT = "avertissement"
    REJET = "rejet"


# Faults that leave a line usable: the value is left out, or a person looks. Every other fault refuses it.
WARNINGS = frozenset(
    {
        "adresse_manquante",
        "courriel_invalide",
        "langue_inconnue",
        "mobile_invalide",
        "mssante_invalide",
        "position_invalide",
        "sexe_contredit_nir",
    }
)
DUPLICATE = "doublon_fichier"


def verdict(codes: Iterable[str]) -> Verdict:
    """The verdict of a line with these faults; a code may name a column after a colon."""
    worst = Verdict.ACCEPTE
    for code in codes:
        if code.partition(":")[0] not in WARNINGS:
            return Verdict.REJET
        worst = Verdict.AVERTISSEMENT
    return worst


@dataclass(frozen=True, slots=True)
class LineReport:
    """A line that was not plainly accepted."""

    line: int
    reference: str
    verdict: Verdict
    codes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The contract of `import --json`."""
        return {
            "line": self.line,
            "reference": self.reference,
            "verdict": self.verdict.value,
            "codes": list(self.codes),
        }


@dataclass(slots=True)
class ImportReport:
    """Counts of a file: the first three sum to its lines, the last three to those that were kept."""

    kind: str
    dry_run: bool
    accepted: int = 0
    warnings: int = 0
    rejected: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rows: list[LineReport] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """Data lines read."""
        return self.accepted + self.warnings + self.rejected

    def as_json(self) -> dict[str, object]:
        """The contract of `import --json`."""
        return {
            "accepted": self.accepted,
            "warnings": self.warnings,
            "rejected": self.rejected,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rows": [row.as_json() for row in self.rows],
        }
