"""The scripts of bin/: sound shell, clear refusals, nothing on stdout that is no answer."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from telecontrole.foundations.database.local import CHECKOUT

SCRIPTS = sorted(
    path
    for path in [*(CHECKOUT / "bin").iterdir(), CHECKOUT / ".ci" / "run"]
    if path.is_file() and path.suffix == ""
)


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"source bin/lib.sh; {script}"],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_scripts_are_sound() -> None:
    shellcheck = shutil.which("shellcheck", path=str(CHECKOUT / ".venv" / "bin"))
    if shellcheck is None:
        pytest.skip("shellcheck comes with requirements-dev.txt")
    done = subprocess.run(
        [shellcheck, "-x", "-P", "SCRIPTDIR", *map(str, SCRIPTS)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_may_be_run_and_says_what_it_does(script: Path) -> None:
    assert os.access(script, os.X_OK)
    first, second = script.read_text().splitlines()[:2]
    assert first == "#!/usr/bin/env bash"
    assert second.startswith("# ")


def test_a_step_that_fails_shows_why_and_stops() -> None:
    done = bash("step 'doing something' bash -c 'echo the reason; exit 3'; echo not reached")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "the reason" in done.stderr
    assert "doing something … failed" in done.stderr


def test_progress_goes_to_stderr_only() -> None:
    done = bash("step 'doing something' echo words")
    assert (done.returncode, done.stdout) == (0, "")
    assert "doing something … done" in done.stderr


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    for name in ("dirname", "id"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    done = bash(f"PATH={tmp_path}; find_python")
    assert done.returncode == 1
    assert "apt-get install python3" in done.stderr


def test_what_is_installed_is_not_installed_again(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / "wanted.txt").write_text("one==1\n")
    same = "up_to_date wanted.txt $ROOT/wanted.txt && echo same || echo other"
    done = bash(f"ROOT={tmp_path}; {same}; mark_installed wanted.txt $ROOT/wanted.txt; {same}")
    assert done.stdout.split() == ["other", "same"]
    (tmp_path / "wanted.txt").write_text("one==2\n")
    assert bash(f"ROOT={tmp_path}; {same}").stdout.split() == ["other"]


def test_a_database_that_does_not_answer_is_told_without_traceback() -> None:
    nowhere = "postgresql://somebody@127.0.0.1:1/nowhere"
    done = bash("need_database", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere)
    assert (done.returncode, done.stdout) == (1, "")
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr
