from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visio", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Join",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("browser", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="visio.seat",
                    ),
                ),
            ],
            options={
                "db_table": "visio_join",
                "indexes": [models.Index(fields=["seat", "-at"], name="visio_join_seat")],
            },
        ),
    ]
