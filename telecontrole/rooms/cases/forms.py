"""Forms of the imports: a file, and one line to correct."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from telecontrole.foundations.web.forms import KitForm
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
                "Ce fichier dépasse 200 Mo. Coupez l'export en plusieurs fichiers."
            )
        return file


class LineForm(KitForm):
    """The cells of one line, as the file gave them; what is typed comes back as it was typed."""

    def __init__(self, kind: str, codes: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        importer = importers.IMPORTERS[kind]
        faulty = {messages.column_of(code) for code in codes}
        hidden = _MEDICAL - faulty if kind == "cases" else frozenset()
        for name in (*importer.columns, *importer.optional):
            if name not in hidden:
                self.fields[name] = forms.CharField(
                    label=messages.column(name), required=False, max_length=2_000, strip=False
                )

    def mark(self, codes: Iterable[str]) -> None:
        """Put each fault beside its field, those of the whole line on top."""
        for code in codes:
            name = messages.column_of(code)
            self.add_error(name if name in self.fields else None, messages.fault(code))
