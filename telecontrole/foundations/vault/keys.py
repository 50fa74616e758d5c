"""The key file: which master keys seal, which key makes fingerprints.

One key per line, `USE ID KEY`: USE is `seal` or `index`, ID eight hexadecimal digits, KEY 32
bytes in base64. The first `seal` line seals what is new, the others only open what is old, so
a rotation is "write a line above, rewrap, remove the line below". There is exactly one `index`
key and it does not rotate with the others: fingerprints are unique columns, and a new key
would make every known person unknown.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32
ID_BYTES = 4
USES = ("seal", "index")


class KeyFileError(Exception):
    """The key file is missing or cannot be understood. Its text never holds a key."""


@dataclass(frozen=True)
class KeyFile:
    """The keys of one file. Keys stay out of `repr`, hence out of logs and tracebacks."""

    seal_keys: dict[bytes, bytes] = field(repr=False)
    current: bytes
    index_key: bytes = field(repr=False)


def read_key_file(path: Path) -> KeyFile:
    """Read the key file; raises KeyFileError with the line number when it is not usable."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFileError(f"key file cannot be read: {path} ({type(fault).__name__})") from None
    seals: dict[bytes, bytes] = {}
    indexes: list[bytes] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        use, key_id, key = _parse(line, number)
        if use == "index":
            indexes.append(key)
        elif key_id in seals:
            raise KeyFileError(f"line {number}: this key id is already used above")
        else:
            seals[key_id] = key
    if not seals or len(indexes) != 1:
        raise KeyFileError("the key file needs at least one seal key and exactly one index key")
    return KeyFile(seal_keys=seals, current=next(iter(seals)), index_key=indexes[0])


def _parse(line: str, number: int) -> tuple[str, bytes, bytes]:
    parts = line.split()
    if len(parts) != 3 or parts[0] not in USES:
        raise KeyFileError(f"line {number}: expected 'seal|index ID KEY'")
    try:
        key_id = bytes.fromhex(parts[1])
        key = base64.b64decode(parts[2], validate=True)
    except (ValueError, binascii.Error):
        raise KeyFileError(f"line {number}: ID is hexadecimal, KEY is base64") from None
    if len(key_id) != ID_BYTES or len(key) != KEY_BYTES:
        raise KeyFileError(f"line {number}: ID has {ID_BYTES} bytes, KEY has {KEY_BYTES}")
    return parts[0], key_id, key


def new_line(use: str) -> str:
    """A line with a fresh random key, for a new file or a rotation."""
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
    return f"{use} {secrets.token_hex(ID_BYTES)} {key}\n"


def ensure_key_file(path: Path) -> Path:
    """Create the key file, readable by its owner only, unless there is one; return its path.

    Two processes may race: the file appears complete by a hard link, and the loser keeps the
    winner's file.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write("# Losing this file loses every sealed field and document. Back it up.\n")
            handle.write(new_line("seal") + new_line("index"))
            handle.flush()
            os.fsync(handle.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path


def is_private(path: Path) -> bool:
    """True when neither group nor others may read or write the file (shown by `doctor`)."""
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
