"""Forms of the imports: a file, and one line to correct."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from telecontrole.foundations.web.forms import KitForm, french_messages
from telecontrole.rooms.cases import importers, messages

LARGEST_FILE = 200 * 1024 * 1024
# Health data: shown to correct them, and only then.
_MEDICAL = frozenset({"competence", "besoins"})


class UploadForm(KitForm):
    """A file and its kind."""

    kind = forms.ChoiceField(
        label="Que contient le fichier ?",
        choices=[(kind, messages.KINDS[kind]) for kind in importers.KINDS],
        initial="cases",
    )
    file = forms.FileField(
        label="Fichier CSV",
        help_text="Colonnes séparées par des points-virgules, en UTF-8 ou Windows-1252. 200 Mo au plus.",
    )

    def clean_file(self) -> Any:
        """Refuse what no export of a caisse can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                "Ce fichier dépasse 200 Mo. Coupez l’export en plusieurs fichiers."
            )
        return file


class LineForm(KitForm):
    """The cells of one line, as the file gave them, the faulty ones first; what is typed comes back as typed."""

    def __init__(self, kind: str, codes: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        importer = importers.IMPORTERS[kind]
        faulty = {messages.column_of(code) for code in codes}
        hidden = _MEDICAL - faulty if kind == "cases" else frozenset()
        shown = [n for n in (*importer.columns, *importer.optional) if n not in hidden]
        self._faulty = [name for name in shown if name in faulty]
        self._others = [name for name in shown if name not in faulty]
        for name in (*self._faulty, *self._others):
            self.fields[name] = forms.CharField(
                label=messages.column(name),
                required=name not in importer.may_be_empty,
                max_length=2_000,
                strip=False,
            )
        french_messages(self.fields)

    def faulty(self) -> list[forms.BoundField]:
        """The fields that the file's faults concern."""
        return [self[name] for name in self._faulty]

    def others(self) -> list[forms.BoundField]:
        """The other fields of the line."""
        return [self[name] for name in self._others]

    def mark(self, codes: Iterable[str]) -> None:
        """Put each fault beside its field, those of the whole line on top."""
        for code in codes:
            name = messages.column_of(code)
            # A fault that any column may have does not say which in the summary.
            text = messages.fault_in_report(code) if ":" in code else messages.fault(code)
            self.add_error(name if name in self.fields else None, text)
