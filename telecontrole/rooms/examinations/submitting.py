"""One submission of the record: what can be saved is saved, what cannot says why beside its field."""

from __future__ import annotations

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import selectors, services, texts
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.forms import RecordForm
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.planning.selectors import AppointmentInfo

# Beside which field a refusal stands.
_FIELDS = {
    "mission_not_stated": "mission",
    "identity_not_checked": "identity",
    "third_party_not_accepted": "third_parties_accepted",
    "code_not_for_motif": "code",
    "ground_missing": "ground",
    "ground_not_for_code": "ground",
    "date_missing": "date_effet",
    "date_not_expected": "date_effet",
    "date_not_after_information": "date_effet",
    "date_before_leave": "date_effet",
    "notes_too_long": "notes",
}


def submit(form: RecordForm, appointment: AppointmentInfo, actor: Actor, *, conclude: bool) -> bool:
    """Save the record and, when `conclude`, give the avis. False when the form has errors to show."""
    examination = services.open_examination(
        appointment_id=appointment.id, medecin_id=appointment.medecin, actor=actor
    )
    if isinstance(examination, Refusal):
        form.add_error(None, texts.sentence(examination))
        return False
    if not form.is_valid():
        return False
    _save(form, examination, appointment, actor)
    if conclude and not form.errors:
        _conclude(form, examination, actor)
    return not form.errors


def save_notes(form: RecordForm, appointment: AppointmentInfo, actor: Actor) -> int | Refusal:
    """Save the notes alone; answers their version."""
    record = selectors.examination_of(appointment.id)
    if record is None:
        return Refusal("unknown")
    return services.save_notes(
        examination_id=record.id,
        text=form.cleaned_data.get("notes", ""),
        base_version=form.cleaned_data.get("notes_version") or 0,
        actor=actor,
    )


def _save(
    form: RecordForm, examination: Examination, appointment: AppointmentInfo, actor: Actor
) -> None:
    if form.cleaned_data["mission"]:
        _show(form, services.state_mission(examination_id=examination.id, actor=actor))
    if method := form.identity_method:
        _show(
            form,
            services.check_identity(examination_id=examination.id, method=method, actor=actor),
        )
    _show(
        form,
        services.note_third_parties(
            examination_id=examination.id,
            roles=form.present,
            accepted=form.cleaned_data["third_parties_accepted"],
            actor=actor,
        ),
    )
    _save_notes_or_explain(form, examination, appointment, actor)


def _save_notes_or_explain(
    form: RecordForm, examination: Examination, appointment: AppointmentInfo, actor: Actor
) -> None:
    known = selectors.notes(examination.id, actor)
    if known.text == form.cleaned_data["notes"].replace("\r\n", "\n"):
        return
    saved = save_notes(form, appointment, actor)
    if not isinstance(saved, Refusal):
        return
    if saved.code == "notes_changed":
        form.add_error(
            "notes",
            "Une autre fenêtre a enregistré ces notes entre-temps. Votre texte est ci-dessous ; "
            "l'autre version est affichée dessous : gardez ce qu'il faut, puis enregistrez de nouveau.",
        )
        form.other_notes = known.text
        # The next submission starts from what the other window saved: nothing is lost unseen.
        form.restart_from(known.version)
    else:
        _show(form, saved)


def _conclude(form: RecordForm, examination: Examination, actor: Actor) -> None:
    code = form.cleaned_data["code"]
    if not code:
        form.add_error("code", "Choisissez la conclusion.")
        return
    result = services.conclude(
        examination_id=examination.id,
        code=AvisCode(code),
        grounds=form.grounds,
        date_effet=form.cleaned_data["date_effet"],
        actor=actor,
    )
    _show(form, result if isinstance(result, Refusal) else None)


def _show(form: RecordForm, refusal: Refusal | None) -> None:
    if refusal is not None:
        form.add_error(_FIELDS.get(refusal.code), texts.sentence(refusal))
