"""What must be zero after a campaign, counted from the tables themselves and from what the twins recorded.

Nothing of the planner or of the ledger is used: each count is its own SQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from telecontrole.foundations import clock
from telecontrole.foundations.journal import selectors as journal
from telecontrole.hall.rehearsal.gateways import Twin

# Two versions that stood at the same time, for times that overlap: of a doctor or a room with the ten
# minutes after, of a person without. A version that was held, or missed, stands for ever.
_DOUBLE = """
WITH stood AS (
    SELECT a.id, a.medecin_id, a.site_id, a.salle, c.insured_id,
           tstzrange(a.starts_at, a.ends_at) AS talk,
           tstzrange(a.starts_at, a.ends_at + interval '10 minutes') AS slot,
           tstzrange(a.created_at, CASE WHEN a.state IN ('prevu', 'tenu', 'absent', 'echec_technique')
                                        THEN NULL ELSE a.closed_at END) AS alive
    FROM planning_appointment a JOIN cases_case c ON c.id = a.case_id)
SELECT count(*) FROM stood x JOIN stood y
  ON x.id < y.id AND x.alive && y.alive AND (
        (x.medecin_id = y.medecin_id AND x.slot && y.slot)
     OR (x.insured_id = y.insured_id AND x.talk && y.talk)
     OR (x.site_id = y.site_id AND x.salle = y.salle AND x.slot && y.slot))
"""
# What each version owed, and when: the windows of two days and one day before on the person's clock.
_OWED = """
WITH head AS (SELECT %(end)s::timestamptz AS at),
version AS (
    SELECT a.id, a.case_id, a.version, a.created_at, a.closed_at, a.starts_at,
           q.fuseau AS zone, (a.starts_at AT TIME ZONE q.fuseau)::date AS day,
           p.email <> '' AND p.mobile <> '' AS reachable
    FROM planning_appointment a JOIN cases_case c ON c.id = a.case_id
    JOIN people_insured p ON p.id = c.insured_id JOIN territory_caisse q ON q.code = c.caisse_id),
owed AS (
    SELECT v.*, k.kind, ch.channel,
           ((v.day - k.days) + time '08:00') AT TIME ZONE v.zone AS opens,
           ((v.day - k.days) + time '20:00') AT TIME ZONE v.zone AS closes
    FROM version v, (VALUES ('j2', 2), ('j1', 1)) AS k (kind, days),
         (VALUES ('email'), ('sms')) AS ch (channel)
    WHERE v.reachable),
letters AS (
    SELECT v.*, n.handed_at, n.state FROM version v
    LEFT JOIN notices_notice n ON n.subject = 'appointment:' || v.case_id AND n.version = v.version
     AND n.kind = 'convocation' AND n.channel = 'lettre'
    WHERE NOT v.reachable)
"""
_LATE = """
SELECT
  (SELECT count(*) FROM owed LEFT JOIN notices_notice n
     ON n.subject = 'appointment:' || owed.case_id AND n.version = owed.version
    AND n.kind = owed.kind AND n.channel = owed.channel AND n.recipient = 'assure'
   WHERE (n.handed_at IS NOT NULL AND NOT (n.handed_at >= owed.opens AND n.handed_at < owed.closes))
      OR (n.handed_at IS NULL AND owed.closes <= (SELECT at FROM head)
          AND owed.created_at < owed.closes
          AND coalesce(owed.closed_at, 'infinity') >= owed.closes))
+ (SELECT count(*) FROM letters
   WHERE (handed_at IS NOT NULL AND (starts_at AT TIME ZONE zone)::date - (handed_at AT TIME ZONE zone)::date < 10)
      OR (handed_at IS NULL AND coalesce(closed_at, 'infinity') >= starts_at AND starts_at <= (SELECT at FROM head)))
+ (SELECT count(*) FROM notices_notice WHERE state = 'expired')
"""
_DUPLICATE = """
SELECT (SELECT count(*) FROM (
          SELECT 1 FROM notices_attempt WHERE outcome IN ('accepted', 'delivered', 'unknown', 'sending')
          GROUP BY notice_id HAVING count(*) > 1) AS twice)
     + (SELECT count(*) FROM (
          SELECT 1 FROM notices_notice GROUP BY subject, version, kind, recipient, channel
          HAVING count(*) > 1) AS same)
"""
# A message about a version that left once a later version existed, or once this one was over.
_STALE = """
SELECT count(*) FROM notices_attempt t
JOIN notices_notice n ON n.id = t.notice_id
JOIN planning_appointment a ON n.subject = 'appointment:' || a.case_id AND n.version = a.version
WHERE n.kind IN ('j2', 'j1', 'changement', 'convocation')
  AND (t.sending_at > a.closed_at OR t.sending_at > a.starts_at
       OR EXISTS (SELECT 1 FROM planning_appointment b
                  WHERE b.case_id = a.case_id AND b.version > a.version AND b.created_at < t.sending_at))
"""
_LOST = """
SELECT count(*) FROM cases_case c
WHERE c.state <> 'clos'
  AND NOT EXISTS (SELECT 1 FROM planning_appointment a
                  WHERE a.case_id = c.id AND a.state = 'prevu' AND a.starts_at > %(end)s)
  AND NOT EXISTS (SELECT 1 FROM worklist_task t
                  WHERE t.subject = 'case:' || c.id AND t.done_at IS NULL)
"""
_AWAITED = """
SELECT EXISTS (SELECT 1 FROM notices_notice
               WHERE state = 'sending' OR (state = 'handed' AND receipt_due_at <= %(before)s))
"""
_TOTALS = {
    "cases_closed": "SELECT count(*) FROM cases_case WHERE state = 'clos'",
    "appointments": "SELECT count(*) FROM planning_appointment",
    "notices": "SELECT count(*) FROM notices_notice",
    "notices_delivered": "SELECT count(*) FROM notices_notice WHERE state = 'delivered'",
    "tasks_open": "SELECT count(*) FROM worklist_task WHERE done_at IS NULL",
    "tasks_done": "SELECT count(*) FROM worklist_task WHERE done_at IS NOT NULL",
    "letters_of_avis": "SELECT count(*) FROM examinations_letter",
    "questionnaires": "SELECT count(*) FROM notices_notice WHERE kind = 'questionnaire' AND handed_at IS NOT NULL",
    "sheets": "SELECT coalesce(sum(total), 0)::int FROM surveys_tally",
    "journal_entries": "SELECT count(*) FROM journal_journalentry",
}
_KEYS = "SELECT id, notice_id FROM notices_attempt WHERE id = ANY(%(keys)s)"


def count(twins: Sequence[Twin]) -> dict[str, int | str]:
    """The invariants of the contract, at the instant of the clock."""
    end = {"end": clock.now()}
    verdict = journal.verify()
    return {
        "double_bookings": _one(_DOUBLE),
        "late_notices": _one(_OWED + _LATE, end),
        "duplicate_notices": _one(_DUPLICATE) + _recorded_twice(twins),
        "stale_notices": _one(_STALE),
        "lost_cases": _one(_LOST, end),
        "audit_chain": "intact" if verdict.intact else str(verdict.fault),
    }


def totals() -> dict[str, int]:
    """Counts for the report."""
    return {name: _one(query) for name, query in _TOTALS.items()}


def awaited(before: datetime) -> bool:
    """Whether a given server owes an answer, or a receipt whose delay ends by an instant."""
    return bool(_rows(_AWAITED, {"before": before})[0][0])


def _recorded_twice(twins: Sequence[Twin]) -> int:
    """Notices that a twin accepted more than once, and messages that no attempt of the ledger knows."""
    keys = [key for twin in twins for key, _ in twin.accepted]
    notice_of = dict(_rows(_KEYS, {"keys": keys}))
    accepted = Counter(notice_of.get(key, key) for key in keys)
    return sum(number - 1 for number in accepted.values()) + len(set(keys) - notice_of.keys())


def _one(query: str, params: dict[str, Any] | None = None) -> int:
    return int(_rows(query, params)[0][0])


def _rows(query: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())
