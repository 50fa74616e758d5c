"""One PostgreSQL server on this machine: made, started, asked, provisioned, stopped."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from telecontrole.foundations.database import binaries, roles
from telecontrole.foundations.database.errors import DatabaseUnavailable

# The kernel's limit on the path of a Unix socket is 107 bytes.
LONGEST_SOCKET = 107
MAP = "telecontrole"


class Cluster:
    """A data folder and its server. ``server_user`` is set when the caller is root."""

    PORT = 5432

    def __init__(
        self, root: Path, server_user: pwd.struct_passwd | None, settings: Mapping[str, str]
    ) -> None:
        self.root = root
        self.data = root / "data"
        self.server_user = server_user
        self.settings = settings
        self.socket_dir = self._socket_dir()

    def answers(self) -> bool:
        """Whether the server takes a connection: pids and socket files outlive a killed server."""
        if not (self.socket_dir / f".s.PGSQL.{self.PORT}").exists():
            return False
        for _ in range(240):
            try:
                self._connect().close()
            except psycopg.OperationalError as error:
                if not _on_its_way(error):
                    return False
                time.sleep(0.25)
            else:
                return True
        return False

    def start(self) -> None:
        """Make the data folder if need be and start the server. The caller holds the lock."""
        programs = self._programs()
        self._own_folder(self.socket_dir, 0o711 if self.server_user else 0o700)
        if not (self.data / "PG_VERSION").exists():
            self._make(programs)
        self._configure()
        self._forget_dead_server()
        self._pg_ctl(programs, "start", "-l", str(self.data / "server.log"))

    def stop(self) -> bool:
        """Stop the server, ending its connections; False when it did not run."""
        if not self.answers():
            return False
        self._pg_ctl(self._programs(), "stop", "-m", "fast")
        return True

    def provision(self) -> None:
        """Create roles and database, once per version of their definition."""
        done = self.root / ".provisioned"
        if done.exists() and done.read_text() == roles.VERSION:
            return
        with self._connect() as admin:
            roles.provision(admin)
        done.write_text(roles.VERSION)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.socket_dir),
            port=self.PORT,
            user=roles.ADMIN,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _socket_dir(self) -> Path:
        """Folder of the socket, named by an id kept with the data.

        Not by the path: when a data folder is deleted under a live server, the old server keeps
        its socket for up to a minute and then removes it, and must not remove the new one's.
        """
        instance = self._instance()
        near = self.root / f"s-{instance}"
        if len(os.fsencode(near / f".s.PGSQL.{self.PORT}.lock")) < LONGEST_SOCKET:
            return near
        return Path("/tmp") / f"telecontrole-{os.geteuid()}-{instance}"  # noqa: S108

    def _instance(self) -> str:
        """Read the id, or choose it. Processes that start together, before any lock, agree on one."""
        mark = self.root / ".instance"
        if not mark.exists():
            chosen = secrets.token_hex(5)
            own = mark.with_name(f".instance.{chosen}")
            own.write_text(chosen)
            with contextlib.suppress(FileExistsError):
                os.link(own, mark)  # whole, or not at all
            own.unlink()
        return mark.read_text().strip()

    def _programs(self) -> binaries.Programs:
        version = self.data / "PG_VERSION"
        programs = binaries.find(int(version.read_text()) if version.exists() else None)
        if self.server_user is None:
            return programs
        if not binaries.reachable_by_others(self.root):
            raise DatabaseUnavailable(
                f"The server runs as {self.server_user.pw_name}, who cannot enter {self.root}. "
                "Set TELECONTROLE_POSTGRES_DIR to a folder open to others, such as "
                "/var/lib/telecontrole."
            )
        if binaries.reachable_by_others(programs.folder):
            return programs
        return binaries.copied_into(self.root, programs)

    def _make(self, programs: binaries.Programs) -> None:
        self._own_folder(self.data, 0o700)
        # The wheel has no ICU: names are sorted by unaccent(lower(name)), never by a collation.
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if programs.major >= 17
            else ["--locale=C.UTF-8"]
        )
        options = ["--auth-local=peer", "--auth-host=reject", "--data-checksums", "--no-sync"]
        self._run(
            [
                *[programs.path("initdb"), "-D", str(self.data), "-U", roles.ADMIN],
                *["-E", "UTF8", "--no-instructions", *options, *locale],
            ]
        )
        (self.root / ".provisioned").unlink(missing_ok=True)

    def _configure(self) -> None:
        """Write who may call and how the server runs; at each start, as the caller may change."""
        caller = _user_name()
        allowed = [roles.ADMIN, roles.OWNER, roles.RUNTIME]
        self._write("pg_hba.conf", f"local all all peer map={MAP}\n")
        self._write("pg_ident.conf", "".join(f'{MAP} "{caller}" {role}\n' for role in allowed))
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.socket_dir}'",
            "unix_socket_permissions": "0777",  # the folder and peer decide
            "port": str(self.PORT),
            "timezone": "'UTC'",
            "log_timezone": "'UTC'",
            "cluster_name": "'telecontrole'",
            **self.settings,
        }
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        self._write("telecontrole.conf", lines)
        main = self.data / "postgresql.conf"
        include = "include 'telecontrole.conf'\n"
        if include not in main.read_text():
            with main.open("a") as text:
                text.write(include)

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        path.write_text(text)
        if self.server_user:
            os.chown(path, self.server_user.pw_uid, self.server_user.pw_gid)

    def _forget_dead_server(self) -> None:
        """Remove the pid file of a server that is gone when another program got its number.

        PostgreSQL refuses to start then; nobody answered, and we hold the lock.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            program = Path(f"/proc/{pid}/comm").read_text().strip()
        except (OSError, ValueError, IndexError):
            return  # no file, or no such process: PostgreSQL sees to it
        if program != "postgres":
            pid_file.unlink()

    def _pg_ctl(self, programs: binaries.Programs, verb: str, *options: str) -> None:
        # Recovery after a crash can take long: pg_ctl's own limit is a minute.
        command = [programs.path("pg_ctl"), "-D", str(self.data), "-w", "-s", "-t", "120"]
        # The processes of a server just killed may hold its memory for a moment.
        for attempt in range(5):
            try:
                self._run([*command, *options, verb])
                break
            except DatabaseUnavailable:
                if attempt == 4:
                    raise
                time.sleep(0.5)

    def _run(self, command: list[str]) -> None:
        user = self.server_user
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        # Output goes to a file: pg_ctl's server would keep a pipe open, and its reader waiting.
        with (self.root / "launcher.log").open("w+") as said:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                cwd="/",
                umask=0o077,
                check=False,
                **identity,  # type: ignore[call-overload]
            )
            said.seek(0)
            words = said.read().strip()
        if done.returncode:
            raise DatabaseUnavailable(self._told(Path(command[0]).name, words))

    def _told(self, program: str, words: str) -> str:
        log = self.data / "server.log"
        last = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
        return "\n".join([f"{program} failed: {words}", *last, f"Log: {log}"])

    def _own_folder(self, folder: Path, mode: int) -> None:
        uid = self.server_user.pw_uid if self.server_user else os.geteuid()
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.server_user and folder.lstat().st_uid == 0:
            os.chown(folder, uid, self.server_user.pw_gid, follow_symlinks=False)
        if folder.is_symlink() or folder.lstat().st_uid != uid:
            raise DatabaseUnavailable(f"{folder} belongs to somebody else; remove it.")
        folder.chmod(mode)


def _on_its_way(error: psycopg.OperationalError) -> bool:
    return any(sign in str(error) for sign in ("starting up", "recovery", "not yet accepting"))


def _user_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise DatabaseUnavailable(
            f"User number {os.geteuid()} has no name on this machine, and PostgreSQL needs one. "
            "Add the user, or set DATABASE_URL to a server of your own."
        ) from error
