"""``law VERB``: JSON lines in, JSON lines out; ``law table``; ``law batch``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import BinaryIO, Final, cast

from telecontrole.foundations.law.faults import LawFault
from telecontrole.hall.law.dispatch import answer_line, encode, error
from telecontrole.hall.law.lines import LONGEST, batches
from telecontrole.hall.law.verbs import VERBS, verb

DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2


def main(argv: Sequence[str], stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Run one command; 0 done, 1 refused, 2 wrong usage (message on stderr)."""
    if not argv or argv[0] in ("-h", "--help"):
        return _help(DONE if argv else WRONG_USAGE)
    name, rest = argv[0], argv[1:]
    if name in ("table", "batch"):
        return _command(name, rest, stdout)
    if not set(rest) <= {"--json", "--brief"}:
        return _wrong(f"law {name} ne prend que --brief ; les lignes JSON viennent en entrée.")
    return _stream(name, stdin, stdout, explain="--brief" not in rest)


def _command(name: str, rest: Sequence[str], stdout: BinaryIO) -> int:
    """Tables and columnar files load libraries that the verbs do without."""
    if name == "table":
        return cast("int", import_module("telecontrole.hall.law.table").run(rest, stdout))
    return cast("int", import_module("telecontrole.hall.law.batch").run(rest))


def _wrong(message: str) -> int:
    sys.stderr.write(message + "\n")
    return WRONG_USAGE


def _stream(name: str, stdin: BinaryIO, stdout: BinaryIO, *, explain: bool) -> int:
    try:
        ask = verb(name)
    except LawFault as fault:
        stdout.write(encode(error(fault.code, fault.sentence)))
        return _wrong(fault.sentence)
    too_long = encode(error("bad_json", f"La ligne dépasse {LONGEST} octets."))
    try:
        for lines in batches(stdin):
            stdout.write(
                b"".join(
                    too_long if line is None else encode(answer_line(ask, line, explain=explain))
                    for line in lines
                )
            )
            stdout.flush()
    except BrokenPipeError:
        # Whoever read the answers has enough of them.
        return REFUSED
    return DONE


def _help(code: int) -> int:
    lines = ["Usage : telecontrole law VERBE < lignes.jsonl > reponses.jsonl", ""]
    lines += [f"  {name:<24}{told}" for name, told in VERBS.items()]
    lines += [
        "  --brief : sans explication ni références",
        "",
        f"  {'table [--csv]':<24}tous les paramètres datés, pour un juriste",
        f"  {'batch VERBE ENTRÉE SORTIE':<24}  CSV ou Parquet vers Parquet, pour une étude",
    ]
    (sys.stderr if code else sys.stdout).write("\n".join(lines) + "\n")
    return code
