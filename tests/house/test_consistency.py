"""Rules of the house that no tool knows: each failure says what to do instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(settings.BASE_DIR)
CODE = ROOT / "telecontrole"
# The order of .importlinter: a foreign key may point to the same room or to one further down the list.
FLOORS = [
    "hall",
    "observatory",
    "overpayments sosij",
    "examinations feeds",
    "planning teleconsultation teleexpertise",
    "cases",
    "diaries",
    "people",
    "territory",
    "notices visio surveys",
    "worklist",
    "database access journal events vault letters web",
    "auth contenttypes",
]


def _floor(label: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if label in names.split())


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("telecontrole.")]


def _sources(pattern: str = "**/*.py") -> Iterator[Path]:
    for path in sorted(CODE.glob(pattern)):
        if "migrations" not in path.parts and "tests" not in path.parts:
            yield path


def test_foreign_keys_point_down_and_leave_no_name_behind() -> None:
    wrong = []
    for model in _models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey):
                continue
            target = field.related_model._meta.app_label
            if _floor(target) < _floor(model._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} points up, to {target}")
            if field.remote_field.related_name != "+":
                wrong.append(f"{model._meta.label}.{field.name} needs related_name='+'")
    assert not wrong


def test_foreign_keys_name_their_target_by_a_string() -> None:
    wrong = []
    for path in _sources("**/models*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"ForeignKey", "OneToOneField"}
                and not isinstance(node.args[0], ast.Constant)
                and not isinstance(node.args[0], ast.Name)
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong


def test_the_database_never_tells_the_time() -> None:
    """One clock: no auto_now, no database default, no SQL now() in business code."""
    told = re.compile(
        r"auto_now|\bNow\(\)|CURRENT_TIMESTAMP|[\"' (]now\(\)\s*(?:at time zone|[<>=+-])"
    )
    allowed = {"clock/service.py"}
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _sources()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if told.search(line)
        and "clock.now()" not in line
        and not line.lstrip().startswith("#")
        and "/".join(path.parts[-2:]) not in allowed
    ]
    assert not wrong


def test_every_constraint_and_index_is_named_after_its_table() -> None:
    wrong = []
    for model in _models():
        for item in [*model._meta.constraints, *model._meta.indexes]:
            if not item.name.startswith(model._meta.app_label):
                wrong.append(f"{model._meta.label}: {item.name}")
    assert not wrong


def test_health_data_stand_in_the_medical_schema() -> None:
    words = re.compile(r"competence|besoin|diagnos|note_|notes|pathologie", re.I)
    wrong = []
    for model in _models():
        if model._meta.db_table.startswith('"medical"'):
            continue
        for field in model._meta.get_fields():
            name = f"{model._meta.label}.{field.name}"
            # A médecin-conseil's competences are the doctor's, not a person's.
            if words.search(field.name) and name != "people.MedecinConseil.competences":
                wrong.append(name)
    assert not wrong


def test_services_speak_by_keyword() -> None:
    """A public write names its arguments, so that two identifiers cannot be swapped unseen."""
    wrong = []
    for path in sorted((CODE / "rooms").glob("*/services.py")):
        for node in ast.parse(path.read_text()).body:
            # Registering a function under a name reads as it should.
            if isinstance(node, ast.FunctionDef) and not node.name.startswith(("_", "register_")):
                positional = [a.arg for a in node.args.args if a.arg not in {"now", "self"}]
                # One thing done to one thing needs no name; two that could be swapped do.
                if len(positional) > 1:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not wrong


def test_public_functions_have_a_docstring() -> None:
    wrong = []
    for path in _sources():
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not wrong


def test_no_file_grows_beyond_three_hundred_and_fifty_lines() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in _sources()
        if (count := len(path.read_text().splitlines())) > 350
    ]
    assert not wrong, "split it by verb"


@pytest.mark.parametrize(
    "room", sorted(p.name for p in (CODE / "rooms").iterdir() if p.is_dir() and p.name[0] != "_")
)
def test_a_room_has_a_door_sign(room: str) -> None:
    assert (CODE / "rooms" / room / "README.md").exists(), "half a page: what, words, door, law"


def test_every_template_is_used() -> None:
    named = "\n".join(
        path.read_text()
        for pattern in ("**/*.py", "**/*.html", "**/*.txt")
        for path in CODE.glob(pattern)
        if "tests" not in path.parts
    )
    unused = []
    for path in sorted(CODE.glob("**/templates/**/*.html")):
        name = str(path).split("/templates/", 1)[1]
        by_library = name.startswith(("account/", "mfa/", "django/", "web/forms/", "web/errors/"))
        stem = name.rsplit("/", 1)[-1]
        # A family of templates is chosen by name: its folder stands in the code.
        family = f'"{name.rsplit("/", 1)[0]}/'
        if not (by_library or f'"{name}"' in named or f"/{stem}" in named or family in named):
            unused.append(name)
    assert not unused


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|\sstyle=|\son[a-z]+=\"", re.I
    )
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(CODE.glob("**/templates/**/*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert not wrong, "the content security policy forbids it"


def test_no_control_of_the_browser_writes_dates_in_its_own_language() -> None:
    own = re.compile(
        r"""type["']?[=:]\s*["'](date|time|month|week|datetime-local)["']|DateInput|TimeInput"""
    )
    for path in [*_sources(), *CODE.glob("**/templates/**/*.html")]:
        said = "docs/decisions/0011: use DateField, HourField"
        assert own.search(path.read_text()) is None, f"{path}: {said}"


def test_nothing_wears_the_dress_of_the_state() -> None:
    """The State's design system is for its own sites: a caisse, or who takes over this code, may not use it."""
    dress = re.compile(r"dsfr|marianne|\bfr-(?:btn|header|grid|container)\b", re.IGNORECASE)
    shown = [
        path for end in ("html", "css", "js", "typ", "txt") for path in CODE.glob(f"**/*.{end}")
    ]
    shown += [ROOT / "package.json", ROOT / "requirements.txt"]
    assert len(shown) > 200
    assert not [str(path) for path in shown if dress.search(path.read_text())]


def test_every_class_of_a_template_stands_in_a_style_sheet_or_a_script() -> None:
    """A class that nothing knows is a button without room, or a word that means nothing."""
    sheets = "\n".join(path.read_text() for path in sorted(CODE.glob("**/static/**/*.css")))
    known = set(re.findall(r"\.(-?[a-z_][\w-]*)", re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)))
    scripts = "\n".join(path.read_text() for path in sorted(CODE.glob("**/static/**/*.js")))
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted(CODE.glob("**/templates/**/*.html"))
        for written in re.findall(r'class="([^"]*)"', _without_tags(path.read_text()))
        for name in written.split()
        if "\0" not in name and name not in known and name not in scripts
    ]
    assert not wrong


# The words of a call are read by its scripts, and the demonstration's by nobody's phone.
_LOOSE = ("/rooms/visio/", "/demonstration/")


def test_no_line_of_a_page_begins_with_a_mark_that_ends_another() -> None:
    """Before ; ! ? and » and after « stands `&nbsp;`: a plain space lets the line break there."""
    loose = re.compile(r"\S [;!?»](?=\s|$)|« ")
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in sorted(CODE.glob("**/templates/**/*.html"))
        if not any(place in str(path) for place in _LOOSE)
        for found in loose.finditer(re.sub(r"{[%#{].*?[%#}]}|<[^>]*>", "¤", path.read_text()))
    ]
    assert not wrong


def test_a_noun_after_zero_is_no_plural() -> None:
    """`pluriel` counts as French does, `pluralize` as English."""
    wrong = [
        str(path.relative_to(ROOT))
        for pattern in ("**/templates/**/*.html", "**/templates/**/*.txt")
        for path in sorted(CODE.glob(pattern))
        if "|pluralize" in path.read_text() and "/demonstration/" not in str(path)
    ]
    assert not wrong


def _without_tags(template: str) -> str:
    """Conditions become spaces; a name that the page completes keeps a mark."""
    return re.sub(r"{{.*?}}", "\0", re.sub(r"{%.*?%}", " ", template))


def test_rooms_enter_each_other_by_their_doors() -> None:
    """From outside, a room is its selectors, services, enums and rules (and what the hall registers)."""
    inside = {"urls", "notices", "handlers", "access", "views", "forms", "signalling", "models"}
    entered = re.compile(
        r"^\s*from telecontrole\.rooms\.(\w+)(?:\.(\w+))? import (?!register_)", re.M
    )
    wrong = []
    for path in _sources("rooms/**/*.py"):
        own = path.relative_to(CODE / "rooms").parts[0]
        for room, door in entered.findall(path.read_text()):
            if room != own and door in inside:
                wrong.append(f"{path.relative_to(ROOT)}: {room}.{door}")
    assert not wrong


def test_the_zone_without_a_caisse_is_said_in_one_place() -> None:
    """`territory.zone_of` and `zone_in` say it; a page that says it by itself will differ one day."""
    alone = re.compile(r"""fuseau if |else ["']Europe/Paris["']|or ["']Europe/Paris["']""")
    wrong = [
        str(path.relative_to(CODE))
        for path in _sources()
        if alone.search(path.read_text())
        # Rooms below know no caisse; a desk away from its caisse has the zone of the appointment.
        and path.relative_to(CODE).parts[:2] not in {("rooms", "territory"), ("rooms", "notices")}
        and path.relative_to(CODE).as_posix() != "rooms/examinations/desk.py"
    ]
    assert not wrong
