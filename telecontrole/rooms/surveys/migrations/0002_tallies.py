"""Answers are added up by week, and the single sheets go: see docs/decisions/0005."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.db import migrations, models


def add_up(apps: Any, schema_editor: Any) -> None:
    """Every sheet into the tally of its week."""
    alias = schema_editor.connection.alias
    sheets = apps.get_model("surveys", "Sheet").objects.using(alias)
    totals: Counter[tuple[str, date, str]] = Counter()
    given: dict[tuple[str, date, str], dict[str, Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for questionnaire, week, facet, answers in sheets.values_list(
        "questionnaire", "week", "facet", "answers"
    ).iterator():
        totals[questionnaire, week, facet] += 1
        for question, value in answers.items():
            given[questionnaire, week, facet][question][str(value)] += 1
    tally = apps.get_model("surveys", "Tally")
    tally.objects.using(alias).bulk_create(
        tally(
            questionnaire=key[0], week=key[1], facet=key[2], answers=given[key], total=totals[key]
        )
        for key in sorted(totals)
    )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("questionnaire", models.CharField(max_length=40)),
                ("week", models.DateField()),
                ("facet", models.CharField(max_length=20)),
                ("answers", models.JSONField(default=dict)),
                ("total", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("questionnaire", "week", "facet"), name="surveys_tally_one_a_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day", 1)),
                        name="surveys_tally_keeps_the_week_only",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        migrations.DeleteModel(name="Sheet"),
    ]
