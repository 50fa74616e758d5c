"""Reading the environment: typed, with `NAME_FILE` for secrets, loud when something is missing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Names of what production needs and nobody gave, until `stop_if_missing` tells them all at once.
_missing: list[str] = []


class MissingSetting(RuntimeError):
    """A setting that is needed is not given, or cannot be read; the message, in French, names it."""


def text(name: str, default: str = "") -> str:
    """Value of `name`, or the content of the file that `NAME_FILE` points to, or `default`.

    Raises `MissingSetting` when `NAME_FILE` is given and cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if path and name not in os.environ:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise MissingSetting(f"{name}_FILE ne peut pas être lu") from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def needed(name: str, *, production: bool, default: str) -> str:
    """Value of `name`; in production its absence is noted for `stop_if_missing`, else `default` serves."""
    value = text(name)
    if value:
        return value
    if production:
        _missing.append(name)
        return ""
    return default


def one_of(name: str, *choices: str) -> str:
    """Value of `name` in capitals, or the first choice. Raises `MissingSetting` for anything else."""
    value = text(name, choices[0]).upper()
    if value not in choices:
        raise MissingSetting(f"{name} doit être l'un de : {', '.join(choices)}")
    return value


def stop_if_missing() -> None:
    """Stop the start, and name all that is missing: who sets up a site does not start it ten times.

    Raises `MissingSetting`.
    """
    names, _missing[:] = ", ".join(_missing), []
    if names:
        raise MissingSetting(f"à régler en production : {names}")


def refuse_twins(gateways: Mapping[str, str], *, production: bool) -> None:
    """Stop the start of a production whose messages would stay on the machine.

    Raises `MissingSetting`, naming the variable.
    """
    for name, url in gateways.items():
        if production and url.partition(":")[0] in {"console", "record"}:
            raise MissingSetting(f"{name} doit nommer un vrai fournisseur en production")


def database(url: str) -> dict[str, str]:
    """Django's connection settings from a `postgresql://user:password@host:port/name?host=/socket` address.

    Raises `MissingSetting` for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise MissingSetting("DATABASE_URL doit être une adresse postgresql://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "telecontrole",
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
    }
