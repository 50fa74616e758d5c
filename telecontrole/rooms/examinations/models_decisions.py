"""Tables of the décisions: administrative facts only; nothing here is medical (CSP R. 4127-104)."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

_KINDS = ["medicale", "suspension", "levee", "retrait"]
_SIGNED = ["signee", "recue"]
_UNSIGNED = ["a_valider", "validee", "ecartee"]


class Delegation(models.Model):
    """The director lets somebody sign one kind of décision for a caisse, between two days (both included)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegate = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    caisse = models.ForeignKey("territory.Caisse", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    # None: until it is ended.
    ends_on = models.DateField(null=True)
    # The deed by which the director gave it, and the title under which the delegate signs.
    deed = models.CharField(max_length=200)
    title = models.CharField(max_length=120)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="examinations_delegation_kind_known", condition=Q(kind__in=_KINDS)
            ),
            models.CheckConstraint(
                name="examinations_delegation_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="examinations_delegation_has_a_deed", condition=~Q(deed="") & ~Q(title="")
            ),
            ExclusionConstraint(
                name="examinations_delegation_once",
                expressions=[
                    ("delegate", RangeOperators.EQUAL),
                    ("caisse", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class Absence(models.Model):
    """Nobody came: the person is asked why, and has until `answer_until` before anything is proposed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Planning's appointment.
    appointment = models.UUIDField(unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    # Last day of the contradictory delay, in the calendar of the person's caisse.
    answer_until = models.DateField()
    answered_at = models.DateTimeField(null=True)
    # `planning.AbsenceReason`: a closed list, without a word about health.
    reason = models.CharField(max_length=20, blank=True, default="")
    # Whether the reason was found valid; None as long as nobody has said.
    excused = models.BooleanField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case"], name="examinations_absence_by_case")]
        constraints = [
            models.CheckConstraint(
                name="examinations_absence_answer_has_reason",
                condition=Q(answered_at__isnull=True) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="examinations_absence_judged_once_heard",
                condition=Q(excused__isnull=True, judged_at__isnull=True)
                | (Q(excused__isnull=False, judged_at__isnull=False) & ~Q(reason="")),
            ),
        ]


class Reserve(models.Model):
    """An avis held back until documents come, at the latest on `until` (code `AVIS_RESERVE`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.OneToOneField(
        "examinations.Examination", on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    # Kinds of documents, of a closed list: never what they say.
    pieces = ArrayField(models.CharField(max_length=30))
    requested_at = models.DateTimeField()
    # The same day where the person is.
    requested_on = models.DateField()
    until = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    # When the médecin-conseil was asked to conclude: everything came, or the delay is over.
    returned_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="examinations_reserve_asks", condition=~Q(pieces=[])),
            models.CheckConstraint(
                name="examinations_reserve_leaves_time",
                condition=Q(until__gt=F("requested_on")),
            ),
        ]


class Piece(models.Model):
    """A document that came for a reserve; its content stands in the vault, behind the medical wall."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reserve = models.ForeignKey("examinations.Reserve", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    # `en_ligne` or `courrier`.
    means = models.CharField(max_length=10)
    document = models.UUIDField(unique=True, null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="examinations_piece_means_known",
                condition=Q(means="courrier") | Q(means="en_ligne", document__isnull=False),
            ),
        ]


class Decision(models.Model):
    """One act of the caisse: a code and dates. What was signed is never changed: a correction is a new act."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    # The case's caisse, so that a queue is one index.
    caisse = models.ForeignKey("territory.Caisse", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    # One source, by kind: an avis, an absence, the suspension that it lifts, or the décision that it withdraws.
    avis = models.ForeignKey(
        "examinations.Avis", null=True, on_delete=models.PROTECT, related_name="+"
    )
    absence = models.ForeignKey(
        "examinations.Absence", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdraws = models.OneToOneField(
        "examinations.Decision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The suspension that it ends.
    lifts = models.ForeignKey(
        "examinations.Decision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The withdrawal after which the same source is decided anew.
    follows = models.OneToOneField(
        "examinations.Decision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=30)
    motive = models.CharField(max_length=30, blank=True, default="")
    date_effet = models.DateField(null=True)
    state = models.CharField(max_length=10)
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    validated_at = models.DateTimeField(null=True)
    validated_by = models.CharField(max_length=80, blank=True, default="")
    # Name and address of the employer, sealed; only where the law says that it is told.
    employer_sealed = models.BinaryField(null=True)
    delegation = models.ForeignKey(
        "examinations.Delegation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    # The day of the signature where the caisse is: that of the letter and of the export.
    signed_on = models.DateField(null=True)
    signed_by = models.CharField(max_length=80, blank=True, default="")
    received_on = models.DateField(null=True)
    received_how = models.CharField(max_length=16, blank=True, default="")
    # When the caisse's own system said that it has the line of the export.
    acknowledged_at = models.DateTimeField(null=True)
    # When its task was opened, and the one of a signature that nobody acknowledged: once each.
    late_task_at = models.DateTimeField(null=True)
    silent_task_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["caisse", "state", "due_at"], name="examinations_decision_queue"),
            models.Index(fields=["state", "due_at"], name="examinations_decision_due"),
            models.Index(fields=["case"], name="examinations_decision_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="examinations_decision_has_its_source",
                condition=Q(
                    kind="medicale",
                    avis__isnull=False,
                    absence__isnull=True,
                    withdraws__isnull=True,
                    lifts__isnull=True,
                )
                | Q(
                    kind="suspension",
                    avis__isnull=True,
                    absence__isnull=False,
                    withdraws__isnull=True,
                    lifts__isnull=True,
                )
                | (
                    Q(
                        kind="levee",
                        avis__isnull=True,
                        absence__isnull=True,
                        withdraws__isnull=True,
                        lifts__isnull=False,
                        date_effet__isnull=False,
                    )
                    & ~Q(motive="")
                )
                | (
                    Q(
                        kind="retrait",
                        avis__isnull=True,
                        absence__isnull=True,
                        withdraws__isnull=False,
                        lifts__isnull=True,
                    )
                    & ~Q(motive="")
                ),
            ),
            models.UniqueConstraint(
                fields=["lifts"],
                condition=Q(follows__isnull=True),
                name="examinations_decision_lifted_once",
            ),
            models.UniqueConstraint(
                fields=["avis"],
                condition=Q(follows__isnull=True),
                name="examinations_decision_once_per_avis",
            ),
            models.UniqueConstraint(
                fields=["absence"],
                condition=Q(follows__isnull=True),
                name="examinations_decision_once_per_absence",
            ),
            models.CheckConstraint(
                name="examinations_decision_state_known",
                condition=Q(state__in=[*_UNSIGNED, *_SIGNED]),
            ),
            models.CheckConstraint(
                name="examinations_decision_validated_before_signed",
                condition=Q(state__in=["a_valider", "ecartee"], validated_at__isnull=True)
                | (Q(state__in=["validee", *_SIGNED], validated_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="examinations_decision_signed_by_delegation",
                condition=Q(state__in=_UNSIGNED, signed_at__isnull=True, delegation__isnull=True)
                | Q(
                    state__in=_SIGNED,
                    signed_at__isnull=False,
                    signed_on__isnull=False,
                    delegation__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="examinations_decision_received_says_how",
                condition=(Q(state="recue", received_on__isnull=False) & ~Q(received_how=""))
                | (~Q(state="recue") & Q(received_on__isnull=True, received_how="")),
            ),
            models.CheckConstraint(
                name="examinations_decision_received_after_signed",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("signed_on")),
            ),
            models.CheckConstraint(
                name="examinations_decision_acknowledged_after_signed",
                condition=Q(acknowledged_at__isnull=True) | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="examinations_decision_only_suspensions_set_aside",
                condition=~Q(state="ecartee") | (Q(kind="suspension") & ~Q(motive="")),
            ),
            # A suspension takes effect after it was signed, never before (CSS L. 315-2).
            models.CheckConstraint(
                name="examinations_decision_suspends_for_the_future",
                condition=~Q(kind="suspension")
                | Q(signed_on__isnull=True)
                | Q(date_effet__gt=F("signed_on")),
            ),
        ]


class DecisionLetter(models.Model):
    """A letter of a décision as it left: sealed in the vault, never without ground, basis and ways of appeal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(
        "examinations.Decision", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=12)
    issued_at = models.DateTimeField()
    signatory = models.CharField(max_length=200)
    legal_basis = ArrayField(models.CharField(max_length=120))
    appeal = models.CharField(max_length=10, blank=True, default="")
    document = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind"], name="examinations_decision_letter_once"
            ),
            models.CheckConstraint(
                name="examinations_decision_letter_is_complete",
                condition=~Q(legal_basis=[])
                & ~Q(signatory="")
                & (Q(kind="employeur") | ~Q(appeal="")),
            ),
        ]
