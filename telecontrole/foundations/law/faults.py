"""What makes an input impossible to judge, as a code and a French sentence."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "unknown_verb",
    "bad_json",
    "missing_field",
    "bad_value",
    "before_first_parameter",
    "inconsistent",
]


class LawFault(ValueError):
    """The input cannot be judged.  ``sentence`` names fields, never the values typed into them."""

    def __init__(self, code: Code, sentence: str, field: str = "") -> None:
        super().__init__(f"{code}: {field or sentence}")
        self.code: Code = code
        self.sentence = sentence
        self.field = field
