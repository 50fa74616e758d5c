"""The checkout's own PostgreSQL: started from nothing, found running, brought back after a crash."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest

from telecontrole.foundations.database import binaries, local
from telecontrole.foundations.database.errors import DatabaseUnavailable
from telecontrole.foundations.database.local import LocalServer

DEBIAN_PYTHON = Path("/usr/bin/python3")
PURPOSES: tuple[local.Purpose, ...] = ("main", "test")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder that the server's user can reach: pytest's own is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="telecontrole-test-"))
    folder.chmod(0o755)
    monkeypatch.setenv("TELECONTROLE_POSTGRES_DIR", str(folder))
    yield folder
    for purpose in PURPOSES:
        local.stop(purpose)
    shutil.rmtree(folder)


def connect(server: LocalServer, user: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.url(user), autocommit=True)


def ask(server: LocalServer, user: str, query: str) -> object:
    with connect(server, user) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def postmaster(place: Path, purpose: str = "test") -> int:
    return int((place / purpose / "data" / "postmaster.pid").read_text().split()[0])


def test_a_folder_that_cannot_be_written_is_told_without_traceback(place: Path) -> None:
    lock = place / "test" / ".lock"
    lock.mkdir(parents=True)  # refused to root as well, unlike a folder of somebody else's
    with pytest.raises(DatabaseUnavailable, match="somebody else"):
        local.ensure("test")
    lock.rmdir()


def test_a_server_starts_from_nothing_with_its_roles_and_database(place: Path) -> None:
    assert local.status("test") == "absent"
    server = local.ensure("test")
    assert local.status("test") == "running"
    assert ask(server, server.app_user, "SELECT current_user") == "telecontrole_app"
    assert ask(server, server.owner_user, "SELECT current_database()") == "telecontrole"
    assert ask(server, server.owner_user, "SELECT rolcreatedb FROM pg_roles WHERE rolname = USER")
    for role in (server.owner_user, server.app_user):
        query = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        assert ask(server, role, query) is False


def test_the_runtime_role_enters_the_medical_role_and_does_not_inherit_it(place: Path) -> None:
    server = local.ensure("test")
    with connect(server, server.app_user) as connection:
        inherits = connection.execute(
            "SELECT pg_has_role('telecontrole_medical', 'USAGE')"
        ).fetchone()
        assert inherits == (False,)
        connection.execute("SET ROLE telecontrole_medical")
        assert connection.execute("SELECT current_user").fetchone() == ("telecontrole_medical",)


def test_the_owner_may_create_what_the_house_needs(place: Path) -> None:
    server = local.ensure("test")
    with connect(server, server.owner_user) as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {extension}")
        connection.execute("CREATE DATABASE another")
        sorted_names = connection.execute(
            "SELECT string_agg(n, ' ' ORDER BY unaccent(lower(n)))"
            " FROM unnest(ARRAY['zoe', 'Ötzi', 'emilie', 'Émile', 'abel']) AS n"
        ).fetchone()
    assert sorted_names == ("abel Émile emilie Ötzi zoe",)


def test_only_the_socket_listens_and_strangers_are_refused(place: Path) -> None:
    server = local.ensure("test")
    assert ask(server, server.app_user, "SHOW listen_addresses") == ""
    with pytest.raises(psycopg.OperationalError):
        connect(server, "somebody")


def test_a_running_server_is_found_and_not_started_again(place: Path) -> None:
    first = local.ensure("test")
    pid = postmaster(place)
    with patch.object(local, "_start", side_effect=AssertionError("starts another")):
        assert local.ensure("test") == first
    assert postmaster(place) == pid


def test_a_stopped_server_starts_again_with_its_data(place: Path) -> None:
    server = local.ensure("test")
    with connect(server, server.owner_user) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    assert local.stop("test") is True
    assert local.status("test") == "stopped"
    assert local.stop("test") is False
    assert ask(local.ensure("test"), server.owner_user, "SELECT count(*) FROM kept") == 0


def test_a_killed_server_comes_back_with_what_was_committed(place: Path) -> None:
    server = local.ensure("main")
    with connect(server, server.owner_user) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        os.kill(postmaster(place, "main"), signal.SIGKILL)
    again = local.ensure("main")
    assert ask(again, server.owner_user, "SELECT count(*) FROM kept") == 0


def test_the_number_of_a_dead_server_given_to_another_program_stops_nothing(place: Path) -> None:
    local.ensure("test")
    pid_file = place / "test" / "data" / "postmaster.pid"
    words = pid_file.read_text()
    local.stop("test")
    # As after a power cut and a restart: the file is there, its number is somebody else's.
    user = pwd.getpwuid(pid_file.parent.stat().st_uid)
    other = subprocess.Popen(["/bin/sleep", "60"], user=user.pw_uid if os.geteuid() == 0 else None)
    try:
        pid_file.write_text("\n".join([str(other.pid), *words.splitlines()[1:]]))
        os.chown(pid_file, user.pw_uid, user.pw_gid)
        local.ensure("test")
        assert local.status("test") == "running"
    finally:
        other.kill()
        other.wait()


def test_data_deleted_under_a_living_server_do_not_hinder_a_new_one(place: Path) -> None:
    first = local.ensure("test")
    old = postmaster(place)
    try:
        shutil.rmtree(place / "test")
        second = local.ensure("test")
        assert second.socket_dir != first.socket_dir
        assert ask(second, second.app_user, "SELECT 1") == 1
    finally:
        os.kill(old, signal.SIGQUIT)


def test_a_test_server_that_cannot_be_repaired_is_made_anew(place: Path) -> None:
    local.ensure("test")
    local.stop("test")
    (place / "test" / "data" / "global" / "pg_control").write_bytes(b"lost in a power cut")
    server = local.ensure("test")
    assert ask(server, server.app_user, "SELECT 1") == 1


def test_several_processes_that_start_together_get_one_server(place: Path) -> None:
    command = [sys.executable, "-m", "telecontrole.foundations.database", "start", "test"]
    starting = [
        subprocess.Popen(command, cwd=local.CHECKOUT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in starting}
    assert {process.returncode for process in starting} == {0}
    assert len(said) == 1


def test_data_of_another_version_are_left_alone_and_the_way_out_is_told(place: Path) -> None:
    local.ensure("test")
    local.stop("test")
    (place / "test" / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(DatabaseUnavailable, match="written by PostgreSQL 12"):
        binaries.find(12)


def test_no_programs_anywhere_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TELECONTROLE_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL"):
        binaries.find(None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user's programs to copy")
def test_programs_below_a_closed_folder_are_copied_to_where_the_server_can_reach_them(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    package = binaries.find(None).folder.parent.parent
    shutil.copytree(package, closed / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name)
    folder = closed / package.name / "pginstall" / "bin"
    if not folder.exists():
        pytest.skip("Debian's own programs stand where everybody reaches them")
    monkeypatch.setenv("TELECONTROLE_POSTGRES_BIN", str(folder))
    server = local.ensure("test")
    assert ask(server, server.app_user, "SELECT 1") == 1
    assert list((place / "test").glob("programs-*"))
    assert closed.stat().st_mode & 0o777 == 0o700


def _python_for_others() -> list[str] | None:
    """A Python that an ordinary user may run with these packages; root's may be below /root."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = (Path(sys.executable).resolve(), DEBIAN_PYTHON.with_name(version))
    if not binaries.reachable_by_others(Path(psycopg.__file__).parent):
        return None
    for python in candidates:
        if python.exists() and binaries.reachable_by_others(python.parent):
            return [str(python)]
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests already run as an ordinary user")
def test_an_ordinary_user_has_a_server_too(place: Path) -> None:
    python = _python_for_others()
    if python is None:
        pytest.skip("no Python here that an ordinary user may run")
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    packages = Path(psycopg.__file__).parents[1]
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{local.CHECKOUT}:{packages}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TELECONTROLE_POSTGRES_DIR": str(place),
    }
    for verb, word in (("start", "runs"), ("start", "runs"), ("stop", "stopped")):
        done = subprocess.run(
            [*python, "-m", "telecontrole.foundations.database", verb, "test"],
            env=environment,
            cwd="/",
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        assert word in done.stdout, done.stderr
    assert (place / "test" / "data").stat().st_uid == nobody.pw_uid


def test_wrong_words_on_the_command_line_are_answered_with_usage() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telecontrole.foundations.database", "restart"],
        cwd=local.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage" in done.stderr


def test_a_checkout_keeps_its_data_and_another_one_in_the_same_folder_gets_its_own(
    tmp_path: Path,
) -> None:
    first = local._name(tmp_path)
    assert local._name(tmp_path) == first
    assert [path.name for path in (tmp_path / ".run").iterdir()] == ["checkout"]
    shutil.rmtree(tmp_path / ".run")
    assert local._name(tmp_path) != first
