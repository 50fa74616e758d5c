"""The words of wrong usage in French: argparse knows English only."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, Final, NoReturn

_WORDS: Final = (
    (r"the following arguments are required: (.+)", r"il manque : \1"),
    (r"unrecognized arguments: (.+)", r"arguments inconnus : \1"),
    (
        r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
        r"\1 : \2 n'existe pas (au choix : \3)",
    ),
    (r"argument (.+?): invalid (.+?) value: (.+)", r"\1 : \3 ne convient pas"),
    (r"argument (.+?): expected one argument", r"\1 : il manque la valeur"),
    (r"argument (.+?): expected at least one argument", r"\1 : il manque au moins une valeur"),
    (r"argument (.+?): expected (\d+) arguments?", r"\1 : il faut \2 valeurs"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 ne va pas avec \2"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 ne prend pas de valeur (\2)"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 peut vouloir dire \2"),
    (r"one of the arguments (.+) is required", r"il faut l'un de : \1"),
    (r"argument (.+?): (.+)", r"\1 : \2"),
)


def told(message: str) -> str:
    """What argparse says, in French; what is not known stays as it is."""
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(words)
    return message


class FrenchParser(argparse.ArgumentParser):
    """A parser whose help and refusals are in French; its subcommands as well."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "add_help": False})
        self._positionals.title = "arguments"
        self._optionals.title = "options"
        self.add_argument("-h", "--help", action="help", help="montre cette aide et s'arrête")

    def error(self, message: str) -> NoReturn:
        """Exit 2, after the usage and one line."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog} : {told(message)}\n")
