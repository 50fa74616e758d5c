"""Break the rules of law one operator at a time: does a test notice each time?

    python bench/mutants.py [--children N] [NAME…]     (NAME as mutmut writes it, `*` allowed)

The pure packages and their tests are copied to `.run/mutants` and mutated there by mutmut; a second run goes on where the
first one stopped. Prints how many mutants were killed, and every survivor that `bench/mutants_left.yaml` does not explain; exits with 1
when there is one. A survivor is known by its file, its function and the lines it changes, so that the list outlives a renumbering.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / ".run" / "mutants"
LEFT = Path(__file__).with_name("mutants_left.yaml")
ROOMS = ("overpayments", "teleconsultation", "teleexpertise")
PACKAGES = (
    *(f"foundations/{name}" for name in ("law", "money", "identifiers", "outcome")),
    *(f"rooms/{name}" for name in ROOMS),
    "hall/law",
)
MUTATED = (
    "telecontrole/foundations/law/*.py",
    "telecontrole/foundations/money/*.py",
    "telecontrole/foundations/identifiers/*.py",
    *(f"telecontrole/rooms/{name}/*rules.py" for name in ROOMS),
)
TESTS = (
    *(f"telecontrole/foundations/{name}/tests" for name in ("law", "money", "identifiers")),
    *(f"telecontrole/rooms/{name}/tests" for name in ROOMS),
    "telecontrole/hall/law/tests/test_cases.py",
)
# mutmut leaves decorated functions alone; a cache would also hide a mutant from the test that follows.
CACHE = re.compile(r"^@(?:lru_cache(?:\(.*\))?|cache)\n(?=def (\w+))", re.MULTILINE)
SETTINGS = """\
[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
# mutmut names the tests to run by their ids; an escaped letter would name none, and count as a kill.
disable_test_id_escaping_and_forfeit_all_rights_to_community_support = true

[tool.mutmut]
also_copy = ["conftest.py"]
source_paths = ["telecontrole"]
only_mutate = {only}
do_not_mutate = ["*/tests/*"]
pytest_add_cli_args = ["-p", "no:django", "-p", "no:cacheprovider", "-q"]
pytest_add_cli_args_test_selection = {tests}
timeout_multiplier = 20.0
timeout_constant = 4.0
use_git_change_detection = false
"""
CONFTEST = """\
from importlib import import_module

from hypothesis import Phase, settings

for module, name in {bare}:
    getattr(import_module(module), name).cache_clear = lambda: None
# The first failure is enough: nobody reads the smallest one.
settings.register_profile(
    "mutants", max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("mutants")
"""
KILLED = ("killed", "timeout", "segfault", "caught by type check")


def furnish() -> None:
    """Copy what is pure, and nothing of Django, to the folder of the mutants."""
    for package in PACKAGES:
        target = COPY / "telecontrole" / package
        shutil.copytree(
            ROOT / "telecontrole" / package,
            target,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__", "test_pages.py"),
        )
    # mutmut copies what is no program only once: a parameter changed since would be the old one.
    mutated = COPY / "mutants"
    for data in COPY.glob("telecontrole/**/*.yaml"):
        target = mutated / data.relative_to(COPY)
        if target.parent.is_dir():
            shutil.copyfile(data, target)
    bare = []
    for module in sorted(COPY.glob("telecontrole/**/*.py")):
        text = module.read_text()
        dotted = ".".join(module.relative_to(COPY).with_suffix("").parts)
        bare += [(dotted, found[1]) for found in CACHE.finditer(text)]
        module.write_text(CACHE.sub("", text))
    for parent in ("", "foundations", "rooms", "hall"):
        (COPY / "telecontrole" / parent / "__init__.py").touch()
    (COPY / "pyproject.toml").write_text(SETTINGS.format(only=list(MUTATED), tests=list(TESTS)))
    (COPY / "conftest.py").write_text(CONFTEST.format(bare=bare))


def results() -> dict[str, str]:
    """What became of each mutant, by its name."""
    told = mutmut("results", "--all", "true")
    pairs = (line.strip().rsplit(": ", 1) for line in told.splitlines() if "__mutmut_" in line)
    return dict(pairs)


def change(name: str) -> str:
    """The lines that a mutant takes away and puts in, without their place."""
    kept = [
        f"{line[0]} {line[1:].strip()}"
        for line in mutmut("show", name).splitlines()
        if re.match(r"[+-](?![+-]{2} )", line)
    ]
    return "\n".join(kept)


def mutmut(*arguments: str) -> str:
    """Run mutmut in the copy and give what it printed."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=COPY, text=True, capture_output=True, check=True).stdout


def main() -> int:
    """Run, count, and compare the survivors with those that are explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    furnish()
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(asked.children)]
    subprocess.run([*command, *asked.names], cwd=COPY, check=True)
    found = results()
    told = Counter(found.values())
    explained = {
        (entry["function"], entry["change"].strip()) for entry in yaml.safe_load(LEFT.read_text())
    }
    unexplained = 0
    for name, verdict in sorted(found.items()):
        if verdict in KILLED or verdict == "not checked":
            continue
        function, diff = name.rsplit("__mutmut_", 1)[0], change(name)
        if (function, diff) not in explained:
            unexplained += 1
            print(f"\n{verdict}: {name}\n{diff}")
    print(
        f"\n{len(found)} mutants:", ", ".join(f"{n} {verdict}" for verdict, n in told.most_common())
    )
    print(f"survivors without an explanation: {unexplained}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
