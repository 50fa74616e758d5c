"""Pages of the worklist: the list, one task, and what one does with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.errors import refused

from . import access, rules, selectors, services, titles
from .access import for_workers
from .enums import Queue
from .forms import DoneForm
from .tables import task_table

TEXTS = {
    "already_done": "Cette tâche est déjà faite.",
    "already_claimed": "Cette tâche est prise par {by}.",
    "claimed_by_another": "Cette tâche est prise par {by}.",
    "unknown_task": "Cette tâche n’existe pas, ou elle n’est pas dans vos files.",
}


@require_GET
@for_workers
def index(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The actor's tasks: by queue and caisse, the most urgent first."""
    table = task_table(actor, request)
    queue = table.chosen.get("file", "")
    export = table.exported(actor=actor, action="worklist:list:exported", subject="worklist")
    if export is not None:
        return export
    context = {"table": table, "queue": queue, "tabs": _tabs(actor, queue)}
    return render(request, "worklist/index.html", context)


@require_GET
@for_workers
def task(request: HttpRequest, actor: Actor, *, task_id: UUID) -> HttpResponseBase:
    """One task: what it is, what to do, what was done."""
    return _task_page(request, actor, task_id, DoneForm())


@require_POST
@for_workers
def take_next(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take the most urgent task of a queue, or of all."""
    queue = request.POST.get("file", "")
    taken = services.claim_next(actor=actor, queue=queue if queue in set(Queue) else "")
    if isinstance(taken, Refusal):
        messages.success(request, "Rien n’attend plus : toutes les tâches sont prises ou faites.")
        return redirect("worklist:index")
    return redirect("worklist:task", task_id=taken.id)


@require_POST
@for_workers
def claim(request: HttpRequest, actor: Actor, *, task_id: UUID) -> HttpResponseBase:
    """Take this task; with `reprendre`, from a colleague who seems gone."""
    over = "reprendre" in request.POST
    taken = services.claim(task_id=task_id, actor=actor, take_over=over)
    if isinstance(taken, Refusal):
        return _refused(request, taken, task_id)
    return redirect("worklist:task", task_id=task_id)


@require_POST
@for_workers
def release(request: HttpRequest, actor: Actor, *, task_id: UUID) -> HttpResponseBase:
    """Put this task back."""
    freed = services.release(task_id=task_id, actor=actor)
    if isinstance(freed, Refusal):
        return _refused(request, freed, task_id)
    messages.success(request, "La tâche est de nouveau à prendre.")
    return redirect("worklist:index")


@require_POST
@for_workers
def finish(request: HttpRequest, actor: Actor, *, task_id: UUID) -> HttpResponseBase:
    """Say what was done; then the list, or the next task."""
    form = DoneForm(request.POST)
    if not form.is_valid():
        return _task_page(request, actor, task_id, form, status=422)
    closed = services.finish(task_id=task_id, actor=actor, **form.cleaned_data)
    if isinstance(closed, Refusal):
        if closed.code in TEXTS:
            return _refused(request, closed, task_id)
        # Its guard refused: the page itself says what to do instead.
        return _task_page(request, actor, task_id, form, status=409)
    messages.success(request, "La tâche est faite.")
    if "suivante" in request.POST:
        return _next_of(request, actor, closed.queue)
    return redirect("worklist:index")


def _next_of(request: HttpRequest, actor: Actor, queue: Queue) -> HttpResponseBase:
    """The next task of the same queue, or the list when there is none."""
    following = services.claim_next(actor=actor, queue=queue)
    if isinstance(following, Refusal):
        return redirect("worklist:index")
    return redirect("worklist:task", task_id=following.id)


def _task_page(
    request: HttpRequest, actor: Actor, task_id: UUID, form: DoneForm, status: int = 200
) -> HttpResponse:
    found = selectors.task(task_id, actor)
    if found is None:
        raise Http404
    kept = services.guarded(kind=found.kind, subject=found.subject)
    context = {
        "task": found,
        "kept": kept is not None,
        "instead": titles.instead(found, kept) if kept else "",
        "title": titles.title(found),
        "advice": titles.advice(found),
        "form": form,
        "mine": found.claimed_by == actor.id,
        "note": selectors.note(task_id, actor) if found.done_at else "",
        "left": _left(found, actor),
        "may_release": access.may_release(actor, claimed_by=found.claimed_by),
    }
    return render(request, "worklist/task.html", context, status=status)


def _left(found: selectors.TaskInfo, actor: Actor) -> bool:
    """Whether the actor may take over what somebody else holds."""
    if found.done_at is not None or found.claimed_by in ("", actor.id):
        return False
    lasts = rules.claim_lasts(clock.today())
    left = rules.is_left(found.claimed_at, now=clock.now(), lasts=lasts)
    return access.may_take_over(actor, left=left)


def _refused(request: HttpRequest, refusal: Refusal, task_id: UUID) -> HttpResponseBase:
    unknown = refusal.code == "unknown_task"
    back = reverse("worklist:index") if unknown else reverse("worklist:task", args=[task_id])
    status = 404 if unknown else 409
    return refused(request, refusal, texts=TEXTS, status=status, back=back)


def _tabs(actor: Actor, chosen: str) -> list[dict[str, object]]:
    counts = selectors.counts(actor)
    here = reverse("worklist:index")
    every = sum(count.waiting for count in counts)
    links: list[dict[str, object]] = [
        {
            "label": "Toutes",
            "url": here,
            "active": not chosen,
            "count": selectors.told(every),
        }
    ]
    return links + [
        {
            "label": count.queue.label,
            "url": f"{here}?file={count.queue}",
            "active": count.queue == chosen,
            "count": selectors.told(count.waiting),
        }
        for count in counts
    ]
