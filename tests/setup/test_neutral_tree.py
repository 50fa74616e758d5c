"""What is committed works on anybody's machine: it names no index and no folder of ours."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from telecontrole.foundations.database.local import CHECKOUT

LOCKS = ("requirements.txt", "requirements-dev.txt")
# In two pieces, or this file would find itself.
INDEX_HOSTS = tuple(
    left + right
    for left, right in (
        ("py", "pi.org"),
        ("pythonhosted", ".org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("registry.", "yarnpkg"),
        ("crates", ".io"),
    )
)


def committed() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "-c", f"safe.directory={CHECKOUT}", "ls-files", "-z"],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [CHECKOUT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts() -> dict[Path, str]:
    found = {}
    for path in committed():
        data = path.read_bytes()
        if b"\0" not in data[:4096]:
            found[path.relative_to(CHECKOUT)] = data.decode(errors="replace")
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (CHECKOUT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)


def test_the_npm_lock_has_hashes_and_no_address() -> None:
    packages = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name


def test_what_pyproject_asks_for_is_what_is_locked() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    asked = {
        LOCKS[0]: project["project"]["dependencies"],
        LOCKS[1]: project["dependency-groups"]["dev"],
    }
    for name, requirements in asked.items():
        locked = (CHECKOUT / name).read_text().lower()
        for requirement in requirements:
            package, version = re.match(
                r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", requirement
            ).groups()  # type: ignore[union-attr]
            wanted = f"{package.lower().replace('_', '-')}=={version}"
            assert re.search(rf"^{re.escape(wanted)}[ ;]", locked, re.MULTILINE), wanted


def test_nothing_committed_names_a_package_index() -> None:
    found = [
        f"{path}: {host}" for path, text in texts().items() for host in INDEX_HOSTS if host in text
    ]
    assert not found


def test_nothing_committed_names_the_folder_that_it_stands_in() -> None:
    if len(CHECKOUT.parts) < 3:
        pytest.skip("the folder's name is too short to tell")
    assert not [str(path) for path, text in texts().items() if str(CHECKOUT) in text]
