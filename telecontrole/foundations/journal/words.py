"""What a journal entry is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

_ACTION = re.compile(r"^[a-z_]+:[a-z_]+:[a-z_]+$")


class Who(Protocol):
    """The part of an actor that the journal keeps."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: `room:subject:verb`, who did it, on what, with ids, codes and dates (never health data)."""

    action: str
    actor: Who
    subject: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _ACTION.match(self.action):
            raise ValueError("a journal action reads room:subject:verb")
