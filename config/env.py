"""Reading the environment: typed, with `NAME_FILE` for secrets, loud when something is missing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit


class MissingSetting(RuntimeError):
    """A setting that production needs is not given; the message names it."""


def text(name: str, default: str = "") -> str:
    """Value of `name`, or the content of the file that `NAME_FILE` points to, or `default`.

    Raises `MissingSetting` when `NAME_FILE` is given and cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if path and name not in os.environ:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise MissingSetting(f"{name}_FILE cannot be read") from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def needed(name: str, *, production: bool, default: str) -> str:
    """Value of `name`; in production its absence stops the start with its name, else `default` serves.

    Raises `MissingSetting`.
    """
    value = text(name)
    if value:
        return value
    if production:
        raise MissingSetting(f"{name} must be set in production")
    return default


def refuse_twins(gateways: Mapping[str, str], *, production: bool) -> None:
    """Stop the start of a production whose messages would stay on the machine.

    Raises `MissingSetting`, naming the variable.
    """
    for name, url in gateways.items():
        if production and url.partition(":")[0] in {"console", "record"}:
            raise MissingSetting(f"{name} must name a real gateway in production")


def database(url: str) -> dict[str, str]:
    """Django's connection settings from a `postgresql://user:password@host:port/name?host=/socket` address.

    Raises `MissingSetting` for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise MissingSetting("DATABASE_URL must be a postgresql:// address")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "telecontrole",
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
    }
