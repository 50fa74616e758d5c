from __future__ import annotations

from django.apps import AppConfig


class ExaminationsConfig(AppConfig):
    """Examinations: interview, avis, information of the insured person and the treating doctor."""

    name = "telecontrole.rooms.examinations"
    label = "examinations"

    def ready(self) -> None:
        """Declare the messages of the room, its sealed column, who sits in its calls, what it listens to."""
        from telecontrole.foundations.vault.rotation import Column, register  # noqa: PLC0415  (tables load after the apps)
        from telecontrole.rooms.examinations import access, conflicts, handlers, notices, surveying  # noqa: F401, PLC0415  (idem; handlers are declared by being read)
        from telecontrole.rooms.examinations.deciding import guarding, messages  # noqa: PLC0415  (idem)
        from telecontrole.rooms.examinations.deciding import handlers as deciding  # noqa: F401, PLC0415  (idem)
        from telecontrole.rooms.examinations.finding import practising_beside  # noqa: PLC0415  (idem)
        from telecontrole.rooms.examinations.inviting_words import DONE  # noqa: PLC0415  (idem)
        from telecontrole.rooms.examinations.reserve_handlers import settle_reserve  # noqa: F401, PLC0415  (idem)
        from telecontrole.rooms.examinations.thread import notices as thread_notices  # noqa: PLC0415  (idem)
        from telecontrole.rooms.planning.excluding import register_excluded  # noqa: PLC0415  (idem)
        from telecontrole.rooms.visio.access import register_seat_resolver  # noqa: PLC0415  (idem)
        from telecontrole.rooms.worklist.services import labels_of_rooms  # noqa: PLC0415  (idem)

        labels_of_rooms.update(DONE)
        notices.register_all()
        messages.register_all()
        guarding.register_all()
        thread_notices.register_all()
        register_seat_resolver(access.seat_of)
        register_excluded(conflicts.of)
        register_excluded(practising_beside)
        for model, field, row, medical in (
            ("ExaminationNote", "body_sealed", "examinations.note:{pk}", True),
            ("RecordAnswers", "answers_sealed", "examinations.answers:{pk}", True),
            ("Paragraph", "text_sealed", "examinations.paragraph:{pk}", True),
            ("ThreadMessage", "body_sealed", "examinations.message:{pk}", True),
            ("Decision", "employer_sealed", "examinations.decision:{pk}:employer", False),
            ("CallRequest", "number_sealed", "examinations.call_request:{pk}", False),
        ):
            register(Column(f"examinations.{model}", field, row, medical=medical))
