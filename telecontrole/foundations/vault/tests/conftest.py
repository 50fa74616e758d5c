"""A real clamd with our one signature, and files to feed it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from telecontrole.foundations.vault import antivirus

_SIGNATURE = Path(__file__).parents[4] / "deploy" / "clamav" / "eicar.ndb"
_CONF = """
Foreground yes
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/db
TemporaryDirectory {folder}
StreamMaxLength 25M
LogFile {folder}/log
MaxThreads 2
"""


@pytest.fixture(scope="session")
def clamd_socket() -> Iterator[Path]:
    """clamd from Debian's clamav-daemon, alone with its signature in a folder of its own."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    assert program, "clamd is missing: apt install clamav-daemon"
    # A short path: a unix socket's may not pass 108 bytes.
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    (folder / "db").mkdir()
    shutil.copy(_SIGNATURE, folder / "db")
    conf = folder / "clamd.conf"
    conf.write_text(_CONF.format(folder=folder), encoding="ascii")
    with subprocess.Popen(
        [program, "--config-file", str(conf)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as daemon:
        try:
            _wait(folder, daemon)
            yield folder / "clamd.sock"
        finally:
            daemon.terminate()
            daemon.wait(20)
            shutil.rmtree(folder, ignore_errors=True)


def _wait(folder: Path, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if antivirus.version(path=folder / "clamd.sock"):
            return
        assert daemon.poll() is None, (folder / "log").read_text(encoding="utf-8", errors="replace")
        time.sleep(0.1)
    raise AssertionError("clamd did not start")


@pytest.fixture
def clamd(clamd_socket: Path, settings: Settings) -> None:
    """The application's antivirus is the real clamd."""
    settings.CLAMD_SOCKET = str(clamd_socket)


@pytest.fixture
def no_clamd(settings: Settings, tmp_path: Path) -> None:
    """There is no antivirus."""
    settings.CLAMD_SOCKET = str(tmp_path / "none")
