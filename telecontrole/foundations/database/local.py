"""A PostgreSQL server of this checkout's own, used when ``DATABASE_URL`` is not set.

It listens on a Unix socket only and trusts the operating system's word on who calls (``peer``):
no password, no port. As root the server runs as ``postgres`` or ``nobody``, with its data in
/var/lib/telecontrole/<name of the checkout>; otherwise as the caller, with its data in .run/pg.
It outlives the process that started it; ``python -m telecontrole.foundations.database stop`` ends it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from telecontrole.foundations.database import roles
from telecontrole.foundations.database.cluster import Cluster
from telecontrole.foundations.database.errors import DatabaseUnavailable

Purpose = Literal["main", "test"]

CHECKOUT = Path(__file__).resolve().parents[3]
SYSTEM_DATA = Path("/var/lib/telecontrole")

MAIN_SETTINGS = {"max_connections": "100", "shared_buffers": "'128MB'"}
# Losing a test's data in a power cut is no loss: the test server writes without waiting for disks.
TEST_SETTINGS = {
    "max_connections": "300",
    "shared_buffers": "'128MB'",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass(frozen=True, slots=True)
class LocalServer:
    """How to reach the server: connect with ``host=socket_dir`` and one of the two users."""

    socket_dir: Path
    port: int
    owner_user: str = roles.OWNER
    app_user: str = roles.RUNTIME
    database: str = roles.DATABASE

    def url(self, user: str) -> str:
        """Address for ``DATABASE_URL`` or ``DATABASE_OWNER_URL``."""
        place = quote(str(self.socket_dir), safe="/")
        return f"postgresql://{user}@/{self.database}?host={place}&port={self.port}"


def data_root(purpose: Purpose) -> Path:
    """Folder of one server's data; ``TELECONTROLE_POSTGRES_DIR`` replaces the usual place."""
    chosen = os.environ.get("TELECONTROLE_POSTGRES_DIR")
    if chosen:
        return Path(chosen).resolve() / purpose
    if os.geteuid() == 0:
        return SYSTEM_DATA / _name(CHECKOUT) / purpose
    return CHECKOUT / ".run" / "pg" / purpose


def _name(checkout: Path) -> str:
    """Of a checkout's data outside of it: its folder, and a mark that goes with it when it is deleted.

    Whoever clones again into the same folder has other keys: the former data would be sealed for good.
    """
    mark = checkout / ".run" / "checkout"
    if not mark.exists():
        mark.parent.mkdir(exist_ok=True)
        drawn = mark.with_name(f"checkout.{os.getpid()}")
        drawn.write_text(secrets.token_hex(8))
        with suppress(FileExistsError):  # another process was first: its mark counts
            os.link(drawn, mark)
        drawn.unlink()
    said = os.fsencode(checkout) + mark.read_bytes()
    return hashlib.sha256(said).hexdigest()[:12]


def ensure(purpose: Purpose) -> LocalServer:
    """Start the server unless it runs, with its roles and database; quick when nothing is to do.

    Raises DatabaseUnavailable with what to do.
    """
    cluster = _cluster(purpose)
    with _alone(cluster.root):
        if not cluster.answers():
            _start(cluster, purpose)
        cluster.provision()
    return LocalServer(socket_dir=cluster.socket_dir, port=cluster.PORT)


def stop(purpose: Purpose) -> bool:
    """Stop the server; False when it did not run."""
    if not data_root(purpose).exists():
        return False
    cluster = _cluster(purpose)
    with _alone(cluster.root):
        return cluster.stop()


def status(purpose: Purpose) -> str:
    """One word on the server: absent, running or stopped."""
    if not data_root(purpose).exists():
        return "absent"
    return "running" if _cluster(purpose).answers() else "stopped"


def _start(cluster: Cluster, purpose: Purpose) -> None:
    try:
        cluster.start()
    except DatabaseUnavailable:
        if purpose != "test" or not cluster.data.exists():
            raise
        # Written without fsync, it may not survive a power cut. Nothing of value is in it.
        shutil.rmtree(cluster.data)
        cluster.start()


def _cluster(purpose: Purpose) -> Cluster:
    root = data_root(purpose)
    try:
        _make_folders(root)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The folder {root} cannot be created ({error.strerror}). Set TELECONTROLE_POSTGRES_DIR "
            "to a folder that you may write, or DATABASE_URL to a server of your own."
        ) from error
    settings = MAIN_SETTINGS if purpose == "main" else TEST_SETTINGS
    return Cluster(root, _server_user(root / "data"), settings)


def _make_folders(root: Path) -> None:
    missing = [p for p in (root, *root.parents) if not p.exists()]
    root.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        # The server's user must be able to pass, whatever the umask.
        for folder in missing:
            folder.chmod(0o755)


def _server_user(data: Path) -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: an ordinary user that every Debian has takes over.

    Data already there stay with their owner, though a user postgres may have come since.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody."
    )


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One process at a time prepares a server; the others wait and then find it running."""
    try:
        lock = (root / ".lock").open("w")
    except OSError as error:
        raise DatabaseUnavailable(
            f"The folder {root} cannot be written ({error.strerror}): this checkout or its data belong to "
            "somebody else. Use one of your own, or set TELECONTROLE_POSTGRES_DIR."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
