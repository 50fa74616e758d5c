"""Sample content of the style guide: invented people, invented numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from telecontrole.foundations import clock
from telecontrole.foundations.web.calendars import Entry, Grid, GridColumn
from telecontrole.foundations.web.charts import Chart, Series
from telecontrole.foundations.web.forms import DateField, KitForm
from telecontrole.foundations.web.tables import Column, Filter, Table

NOW = datetime(2026, 12, 1, 9, 8, tzinfo=UTC)
STATES = (("prevu", "Prévu"), ("tenu", "Tenu"), ("absent", "Absent"))
TONES = {"prevu": "", "tenu": "success", "absent": "warning"}


class SampleForm(KitForm):
    """One field of each kind."""

    email = forms.EmailField(label="Adresse électronique", help_text="Exemple : nom@exemple.fr")
    birth = DateField(label="Date de naissance", help_text="Exemple : 27 3 1980", birth=True)
    mode = forms.ChoiceField(
        label="Comment souhaitez-vous être reçu ?",
        choices=[("visio", "En visio, depuis chez moi"), ("site", "Sur place, à la caisse")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="De quoi avez-vous besoin ?",
        required=False,
        choices=[("lsf", "Un interprète en langue des signes"), ("aidant", "Venir accompagné")],
        widget=forms.CheckboxSelectMultiple,
    )
    caisse = forms.ChoiceField(
        label="Caisse", choices=[("", "Choisir"), ("141", "Calvados"), ("211", "Côte-d’Or")]
    )
    file = forms.FileField(
        label="Pièce à joindre", required=False, help_text="PDF ou image, 10 Mo au plus."
    )
    notes = forms.CharField(label="Votre message", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="J’ai lu ces informations")


class EmptyTable(Table):
    """A table without rows."""

    caption = "Tâches de la file"
    filename = "taches"
    empty = "Aucune tâche : tout est fait."


@dataclass(frozen=True)
class SampleRow:
    """One line of the sample table."""

    pk: int
    reference: str
    doctor: str
    day: date
    state: str
    minutes: int


DAYS = [(f"2026-12-0{n}", f"0{n}/12/2026") for n in range(1, 5)]


class SampleTable(Table):
    """Every feature of a table."""

    caption = "Entretiens de la semaine"
    filename = "entretiens"
    page_size = 6
    default_sort = "day"
    columns = (
        Column(
            "reference",
            "Dossier",
            main=True,
            link=lambda row: f"#dossier-{row.pk}",
            sort="reference",
        ),
        Column("doctor", "Médecin-conseil"),
        Column("day", "Jour", sort="day", show=lambda row: row.day.strftime("%d/%m/%Y")),
        Column(
            "state",
            "État",
            show=lambda row: dict(STATES)[row.state],
            tone=lambda row: TONES[row.state],
        ),
        Column("minutes", "Durée (min)", number=True, sort="minutes"),
    )
    filters = (Filter("state", "État", choices=STATES), Filter("day", "Jour", choices=DAYS))


def rows() -> list[SampleRow]:
    """Twenty lines."""
    states = [code for code, _ in STATES]
    return [
        SampleRow(
            n,
            f"TC-2026-{n:04d}",
            ("Dr Martin", "Dr Lefèvre", "Dr Roux")[n % 3],
            date(2026, 12, 1) + timedelta(days=n % 4),
            states[n % 3],
            12 + 3 * (n % 5),
        )
        for n in range(1, 21)
    ]


def diary() -> Grid:
    """A week with a closed day, an absence and two bookings at once."""
    days = [NOW.date() + timedelta(days=n - 1) for n in range(5)]
    names = ("lundi 30", "mardi 1er", "mercredi 2", "jeudi 3", "vendredi 4")
    columns = [
        GridColumn(str(day), name, "jour férié" if n == 3 else "", today=n == 1, closed=n == 3)
        for n, (day, name) in enumerate(zip(days, names, strict=True))
    ]

    def entry(day: int, hour: int, minute: int, length: int, title: str, kind: str) -> Entry:
        start = datetime(2026, 11, 30, hour, minute, tzinfo=UTC) + timedelta(days=day)
        url = "" if kind == "absence" else "#agenda"
        return Entry(str(days[day]), start, start + timedelta(minutes=length), title, "", url, kind)

    entries = [
        entry(0, 8, 0, 20, "TC-2026-0001", "visio"),
        entry(0, 8, 30, 20, "TC-2026-0002", "visio"),
        entry(1, 9, 0, 20, "TC-2026-0003", "presentiel"),
        entry(1, 9, 20, 20, "TC-2026-0004", "visio"),
        entry(2, 8, 0, 150, "Formation", "absence"),
        entry(4, 10, 30, 20, "TC-2026-0005", "visio"),
    ]
    return Grid("Semaine du 30 novembre 2026", columns, entries, "Europe/Paris", 9 * 60, 12 * 60)


def charts() -> list[Chart]:
    """One chart of each kind."""
    months = ["août", "septembre", "octobre", "novembre", "décembre"]
    return [
        Chart(
            "entretiens",
            "Entretiens par mois",
            months,
            [
                Series("En visio", [820, 1240, 1710, 2260, 2480]),
                Series("Sur place", [640, 610, 590, 520, 470]),
            ],
            note="Toutes caisses, 2026",
            head="Mois",
        ),
        Chart(
            "delai",
            "Délai médian avant le rendez-vous",
            months,
            [Series("En visio", [12, 11, 9, 8, 8]), Series("Sur place", [19, 18, None, 17, 16])],
            kind="lines",
            unit="jours",
            head="Mois",
        ),
        Chart(
            "satisfaction",
            "Referiez-vous l’entretien en visio ?",
            ["Oui, tout à fait", "Plutôt oui", "Plutôt non", "Pas du tout"],
            [Series("Réponses", [61.5, 23.5, 9, 6])],
            kind="bars",
            unit="%",
            decimals=1,
            head="Réponse",
        ),
    ]


def sample(request: HttpRequest) -> dict[str, Any]:
    """Everything the style guide shows; `?erreurs=1` shows the form refused."""
    data = {"email": "nom@", "birth_jour": "31", "birth_mois": "2", "birth_annee": "1980"}
    return {
        "form": SampleForm(data, prefix=None) if request.GET.get("erreurs") else SampleForm(),
        "table": SampleTable(rows(), request),
        "empty_table": EmptyTable([], request),
        "diary": diary(),
        "charts": charts(),
        "now": NOW,
        "served": clock.now().strftime("%H:%M:%S"),
        "soon": NOW + timedelta(minutes=12),
        "navigation": [
            {"label": "Ma journée", "url": "/kit/", "active": True},
            {"label": "Tâches", "url": "/kit/#taches", "count": 7},
            {"label": "Agendas", "url": "/kit/#agenda"},
            {"label": "Dossiers", "url": "/kit/#tableau"},
        ],
        "account": {
            "name": "Dr Claire Martin",
            "role": "Médecin-conseil",
            "caisse": "Calvados",
            "links": [{"label": "Mon compte", "url": "/kit/#compte"}],
        },
        "rows": [
            {"key": "Médecin-conseil", "value": "Dr Claire Martin"},
            {"key": "Mode", "value": "En visio", "url": "#mode", "action": "Changer"},
            {"key": "Durée prévue", "value": "20 minutes"},
        ],
        "steps": [
            {"title": "Convocation envoyée", "at": NOW - timedelta(days=2), "tone": "success"},
            {
                "title": "SMS non remis",
                "at": NOW - timedelta(days=1),
                "tone": "error",
                "text": "Le numéro n’est pas attribué. Une tâche est ouverte.",
            },
            {"title": "Entretien", "at": NOW, "tone": ""},
            {"title": "Avis du médecin-conseil", "tone": "waiting", "text": "En attente"},
        ],
        "crumbs": [("Accueil", "/kit/"), ("Dossiers", "/kit/#tableau")],
        "tabs": [
            {"label": "Jour", "url": "/kit/?vue=jour"},
            {"label": "Semaine", "url": "/kit/", "active": True},
            {"label": "À replacer", "url": "/kit/?vue=replacer", "count": 3},
        ],
    }
