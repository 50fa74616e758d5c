"""The whole site on a port of its own: one uvicorn with the pages, the calls and the worker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from telecontrole.rooms.visio.tests.ports import free_port
from tests.browser.visio.servers import ROOT

_STARTS_WITHIN = 240
_ENDS_WITHIN = 15


@dataclass
class WholeSite:
    """A running site; the commands of the operator run in the same environment."""

    log: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What the site and the operator's commands know."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "TELECONTROLE_BASE_URL": self.url,
            "TELECONTROLE_WORKER": "inline",
            "TC_TEST_KEYS": str(settings.MASTER_KEY_FILE),
            **self.more,
        }

    def start(self) -> None:
        """Start, and wait until a page answers."""
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--no-access-log"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), "--log-level", "warning"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until:
            try:
                urlopen(f"{self.url}/contact/", timeout=5).close()
            except (URLError, OSError):
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.2)
            else:
                return
        raise TimeoutError(f"the site does not answer: {self.log.read_text()}")

    def stop(self) -> None:
        """Ask it to end; the worker puts its work down."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def command(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """`bin/telecontrole ARGUMENTS`, once the database is ready."""
        return subprocess.run(
            [sys.executable, "-m", "telecontrole.hall.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            timeout=600,
            check=False,
        )
