"""Files in: read without ever failing, judge each line, store in batches, report.

`reading` turns bytes into records, `fields` texts into values, `verdicts` faults into a report, `importer` is
what a room writes for one kind of file, `runner` drives it. No table of its own, no word of any room.
"""

from __future__ import annotations

from telecontrole.foundations.importing.importer import Counts, Importer, Judged
from telecontrole.foundations.importing.reading import Row
from telecontrole.foundations.importing.runner import Batch, run
from telecontrole.foundations.importing.verdicts import ImportReport, LineReport, Verdict

__all__ = [
    "Batch",
    "Counts",
    "ImportReport",
    "Importer",
    "Judged",
    "LineReport",
    "Row",
    "Verdict",
    "run",
]
