"""One submission of the record: what can be saved is saved, what cannot says why beside its field."""

from __future__ import annotations

from collections.abc import Iterator

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import concluding, selectors, services, texts
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.forms import RecordForm
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.examinations.records import store
from telecontrole.rooms.examinations.records.forms import PREFIX
from telecontrole.rooms.planning.selectors import AppointmentInfo

# Beside which field a refusal stands.
_FIELDS = {
    "mission_not_stated": "mission",
    "rights_not_told": "rights",
    "identity_not_checked": "identity",
    "presence_not_noted": "presence",
    "language_not_noted": "language",
    "language_unknown": "language",
    "third_party_not_accepted": "third_parties_accepted",
    "code_not_for_motif": "code",
    "ground_missing": "ground",
    "ground_not_for_code": "ground",
    "date_missing": "date_effet",
    "date_not_expected": "date_effet",
    "date_not_after_information": "date_effet",
    "date_before_leave": "date_effet",
    "notes_too_long": "notes",
    "answers_too_long": "notes",
}

# Ticked, kept, and taken back since: what the page shows when one concludes counts.
_TAKEN_BACK = {"mission": "mission_not_stated", "rights": "rights_not_told"}


def submit(form: RecordForm, appointment: AppointmentInfo, actor: Actor, *, conclude: bool) -> bool:
    """Save the record and, when `conclude`, give the avis. False when the form has errors to show."""
    examination = services.open_examination(
        appointment_id=appointment.id, medecin_id=appointment.medecin, actor=actor
    )
    if isinstance(examination, Refusal):
        form.add_error(None, texts.sentence(examination))
        return False
    form.is_valid()
    for refused in _save_guarantees(form, examination, actor):
        _show(form, refused)
    form.keep_ticked()
    _save_or_explain(form, examination, actor)
    if conclude and not form.errors:
        _conclude(form, examination, actor)
    return not form.errors


def autosave(form: RecordForm, appointment: AppointmentInfo, actor: Actor) -> int | Refusal:
    """Save what is in the form as it stands, whatever else in it is wrong; answers the version.

    Refusals: `unknown` (the interview is not open), those of `store.save`.
    """
    record = selectors.examination_row(appointment.id)
    if record is None:
        return Refusal("unknown")
    form.is_valid()
    for _ in _save_guarantees(form, record, actor):
        pass  # what is refused says so when the form is sent
    return _save_record(form, record, actor)


def _save_guarantees(
    form: RecordForm, examination: Examination, actor: Actor
) -> Iterator[Refusal | None]:
    for guarantee in form.unticked:
        yield services.take_back(examination_id=examination.id, guarantee=guarantee, actor=actor)
    if form.cleaned_data.get("mission"):
        yield services.state_mission(examination_id=examination.id, actor=actor)
    if form.cleaned_data.get("rights"):
        yield services.tell_rights(examination_id=examination.id, actor=actor)
    if method := form.identity_method:
        yield services.check_identity(examination_id=examination.id, method=method, actor=actor)
    if (present := form.present) is not None:
        yield services.note_presence(
            examination_id=examination.id,
            roles=present,
            accepted=bool(form.cleaned_data.get("third_parties_accepted")),
            actor=actor,
        )
    if language := form.cleaned_data.get("language"):
        yield services.note_language(examination_id=examination.id, language=language, actor=actor)


def _save_record(form: RecordForm, examination: Examination, actor: Actor) -> int | Refusal:
    if "notes" in form.errors:
        return Refusal("notes_too_long")
    unclear = [name for name in form.errors if name.startswith(PREFIX)]
    kept = store.read(examination.id, actor).answers if unclear else {}
    answers = {
        # A date half typed does not wipe the one that was there.
        **{name: kept[name] for field in unclear if (name := field.removeprefix(PREFIX)) in kept},
        **form.answers,
    }
    return store.save(
        examination_id=examination.id,
        notes=str(form.cleaned_data.get("notes", "")).replace("\r\n", "\n"),
        answers=answers,
        base_version=form.cleaned_data.get("notes_version") or 0,
        actor=actor,
    )


def _save_or_explain(form: RecordForm, examination: Examination, actor: Actor) -> None:
    if "notes" in form.errors:
        return
    saved = _save_record(form, examination, actor)
    if not isinstance(saved, Refusal):
        form.restart_from(saved)
    elif saved.code == "notes_changed":
        known = store.read(examination.id, actor)
        form.add_error(
            "notes",
            "Une autre fenêtre a enregistré ces notes entre-temps. Votre texte est ci-dessous ; "
            "l’autre version est affichée dessous : gardez ce qu’il faut, puis enregistrez de nouveau.",
        )
        form.other_notes = known.notes
        # The next submission starts from what the other window saved: nothing is lost unseen.
        form.restart_from(known.version)
    else:
        _show(form, saved)


def _conclude(form: RecordForm, examination: Examination, actor: Actor) -> None:
    for refusal in concluding.missing(examination.id):
        _show(form, refusal)
    for field, code in _TAKEN_BACK.items():
        if not form.cleaned_data.get(field) and field not in form.errors:
            _show(form, Refusal(code))
    code = form.cleaned_data["code"]
    if not code:
        form.add_error("code", "Choisissez la conclusion.")
    if form.errors:
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
