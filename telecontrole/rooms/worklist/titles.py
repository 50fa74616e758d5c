"""What a task says on screen.

The room that opens a kind of task writes its texts: `templates/worklist/kinds/<kind>.txt` (one
line) and `<kind>.html` (what to do, with its links). Both receive `task`. Without them a general
text serves.
"""

from __future__ import annotations

from functools import lru_cache

from django.template import TemplateDoesNotExist, loader
from django.template.backends.django import Template

from telecontrole.foundations.outcome import Refusal

from .selectors import TaskInfo


def title(task: TaskInfo) -> str:
    """The one line of a task."""
    return str(_template(task.kind, "txt").render({"task": task})).strip()


def advice(task: TaskInfo) -> str:
    """What to do, as safe HTML."""
    return _template(task.kind, "html").render({"task": task})


def instead(task: TaskInfo, refusal: Refusal) -> str:
    """What to do when the task may not be ended by hand, as safe HTML; empty when its room says nothing."""
    try:
        found = loader.get_template(f"worklist/guards/{refusal.code}.html")
    except TemplateDoesNotExist:
        return ""
    assert isinstance(found, Template)
    return found.render({"task": task})


@lru_cache(maxsize=256)
def _template(kind: str, form: str) -> Template:
    names = [f"worklist/kinds/{kind}.{form}", f"worklist/kinds/default.{form}"]
    found = loader.select_template(names)
    assert isinstance(found, Template)
    return found
