"""Pages of the imports: bring a file in, read its report, correct a line."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import Verdict
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web import errors
from telecontrole.rooms.cases import messages, selectors, services
from telecontrole.rooms.cases.access import importing_staff, may_read_lines
from telecontrole.rooms.cases.forms import LineForm, UploadForm
from telecontrole.rooms.cases.tables import STATES, LineTable, RunTable


@require_http_methods(["GET", "HEAD", "POST"])
@importing_staff
def imports(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The files brought in, and the form for one more."""
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        result = services.receive(
            kind=form.cleaned_data["kind"],
            file_name=file.name or "",
            content=file.chunks(),
            actor=actor,
        )
        if not isinstance(result, Refusal):
            return redirect("cases:import_report", result)
        form.add_error(None, messages.refused(result))
    table = RunTable(selectors.runs(actor), request)
    if not sent:
        export = table.exported(actor=actor, action="cases:imports:exported", subject="imports")
        if export is not None:
            return export
    context = {"form": form, "table": table}
    return render(request, "cases/imports.html", context, status=422 if form.errors else 200)


@require_safe
@importing_staff
def import_report(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponseBase:
    """What became of a file, line by line; the page follows a file that is being read."""
    run = _run(run_id, actor)
    table = LineTable(selectors.lines(run_id), request)
    state, tone = STATES[run.state]
    refusal = messages.refused(Refusal(run.refusal, run.refusal_params)) if run.refusal else ""
    context = {
        "run": run,
        "kind": messages.KINDS[run.kind],
        "state": state,
        "tone": tone,
        "refusal": refusal,
        "table": table,
    }
    export = table.exported(actor=actor, action="cases:report:exported", subject=f"import:{run_id}")
    return export or render(request, "cases/import_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@importing_staff
def import_line(request: HttpRequest, actor: Actor, run_id: UUID, number: int) -> HttpResponseBase:
    """One faulty line: correct it and try again."""
    run, line = _run(run_id, actor), selectors.line(run_id, number)
    if line is None:
        raise Http404
    if not may_read_lines(actor, run.kind):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = LineForm(run.kind, line.codes, sent, initial=line.cells)
    if sent is not None and line.corrected_at is None and form.is_valid():
        answer = _correct(request, actor, run_id, number, form)
        if answer is not None:
            return answer
    context = {
        "run": run,
        "line": line,
        "form": form,
        "faults": [messages.fault_in_report(code) for code in line.codes],
    }
    return render(request, "cases/import_line.html", context, status=422 if form.errors else 200)


def _correct(
    request: HttpRequest, actor: Actor, run_id: UUID, number: int, form: LineForm
) -> HttpResponse | HttpResponseBase | None:
    """The answer to a correction; None when its faults stand in the form."""
    result = services.correct(run_id=run_id, number=number, cells=form.cleaned_data, actor=actor)
    if isinstance(result, Refusal):
        return errors.page(request, 409, message=messages.refused(result))
    if result.verdict is Verdict.REJET:
        form.mark(result.codes)
        return None
    notes.success(request, f"La ligne {number} est enregistrée.")
    for code in result.codes:
        notes.warning(request, messages.fault_in_report(code))
    return redirect("cases:import_report", run_id)


def _run(run_id: UUID, actor: Actor) -> selectors.RunInfo:
    run = selectors.run(run_id, actor)
    if run is None:
        raise Http404
    return run
