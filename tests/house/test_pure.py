"""What calls itself pure is held to it: the plan of the house names it."""

from __future__ import annotations

import ast
import configparser
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def _held() -> list[str]:
    plan = configparser.ConfigParser()
    plan.read(ROOT / ".importlinter")
    listed = plan["importlinter:contract:pure-rules"]["source_modules"]
    return [line for line in listed.split("\n") if line and not line.startswith("#")]


def _matches(pattern: str, module: str) -> bool:
    """Whether a module, or a package above it, is what a line of the contract names."""
    parts = re.escape(pattern).replace(r"\*\*", ".+").replace(r"\*", "[^.]+")
    return re.fullmatch(rf"{parts}(\..+)?", module) is not None


def test_every_module_that_calls_itself_pure_is_in_the_plan() -> None:
    pure = []
    for path in sorted((ROOT / "telecontrole").glob("**/*.py")):
        said = ast.get_docstring(ast.parse(path.read_text())) or ""
        if "tests" not in path.parts and re.search(r"\bPure[.:]", said):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            pure.append(name.removesuffix(".__init__"))
    assert len(pure) > 8
    held = _held()
    missing = [name for name in pure if not any(_matches(one, name) for one in held)]
    assert not missing, "add them to the contract pure-rules of .importlinter"
