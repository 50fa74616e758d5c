from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("observatory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Hidden",
            fields=[
                ("caisse", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("week", models.DateField()),
                ("places", models.JSONField(default=list)),
                ("caisses", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day", 1)),
                        name="observatory_hidden_ends_with_a_week",
                    )
                ],
            },
        ),
    ]
