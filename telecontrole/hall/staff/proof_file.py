"""The file of every message of a case, for a judge: a PDF/A whose hashes anyone can compute again."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from telecontrole.foundations import clock, letters
from telecontrole.foundations.access import Actor
from telecontrole.foundations.journal import selectors as journal
from telecontrole.foundations.web.formats import date_heure_fr
from telecontrole.hall.words import message_kind
from telecontrole.rooms.notices import words
from telecontrole.rooms.notices.selectors import AttemptProof, NoticeProof

_TEMPLATE = Path(__file__).parent / "letters" / "preuve.typ"
_LINE = 88
_MOST_ACTS = 200


def render(
    *,
    reference: str,
    zone: str,
    proofs: Sequence[NoticeProof],
    subjects: Iterable[str],
    actor: Actor,
) -> bytes:
    """The PDF/A of these messages; the caller has journalled the reading. Raises LetterFault."""
    now, head = clock.now(), journal.head()
    data = {
        "reference": reference,
        "made": date_heure_fr(now, zone),
        "reader": actor.label or actor.id,
        "zone": zone,
        "head": {"position": head.position, "digest": head.digest},
        "messages": [_message(proof, zone) for proof in proofs],
        "acts": list(_acts(subjects, zone)),
    }
    return letters.render(_TEMPLATE, data, made_at=now)


def title(proof: NoticeProof) -> str:
    """What a message is, in words."""
    notice = proof.notice
    kind = message_kind(notice.subject, notice.kind)
    channel = words.CHANNELS.get(notice.channel, notice.channel)
    to = words.ADDRESSED.get(notice.recipient, notice.recipient)
    return f"{kind}, par {channel}, {to} (version {notice.version})"


def _message(proof: NoticeProof, zone: str) -> dict[str, object]:
    state, _ = words.STATES.get(proof.notice.state, (proof.notice.state, ""))
    return {
        "title": title(proof),
        "state": state,
        "attempts": [_attempt(one, zone) for one in proof.attempts],
    }


def _attempt(one: AttemptProof, zone: str) -> dict[str, object]:
    rows = [
        ["Adresse", one.address],
        ["Source de l’adresse", one.source],
        ["Envoyé", _when(one.sending_at, zone)],
        ["Réponse du réseau", f"{_when(one.answered_at, zone)} {one.reply}".strip()],
        ["Accusé de réception", _when(one.receipt_at, zone)],
        ["Résultat", words.OUTCOMES.get(one.outcome, one.outcome)],
        ["Remis à", one.gateway],
    ]
    if one.provider_id:
        rows.append(["Numéro du remettant", one.provider_id])
    coded = "" if one.pdf else base64.b64encode(one.exact).decode("ascii")
    return {
        "number": one.number,
        "rows": rows,
        "subject": one.subject,
        "text": one.text,
        "digest": one.digest,
        "verdict": "intacte" if one.intact else "altérée",
        "exact": [coded[i : i + _LINE] for i in range(0, len(coded), _LINE)],
    }


def _acts(subjects: Iterable[str], zone: str) -> Iterator[list[str]]:
    for subject in subjects:
        for entry in reversed(journal.acts_on(subject, limit=_MOST_ACTS)):
            who = f"{entry.actor_kind} {entry.actor_id}"
            yield [str(entry.seq), date_heure_fr(entry.at, zone), entry.action, who]


def _when(instant: datetime | None, zone: str) -> str:
    return date_heure_fr(instant, zone) if instant else "–"
