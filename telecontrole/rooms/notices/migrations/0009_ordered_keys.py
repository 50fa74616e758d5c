"""Keys that follow each other, and two indexes fewer: others begin with the same column.

Django takes the partial unique index of the same single column away together with the index of the foreign key, so
that the constraint is removed before and made anew after, in the same transaction.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from telecontrole.foundations.database.keys import ordered_key

_KEY = models.UUIDField(default=ordered_key, editable=False, primary_key=True, serialize=False)
_NOTICE = models.ForeignKey(
    db_index=False,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to="notices.notice",
)
_ONE_LIVE = "notices_attempt_one_live"


class Migration(migrations.Migration):
    dependencies = [("notices", "0008_representatives")]

    operations = [
        migrations.AlterField(model_name="notice", name="id", field=_KEY.clone()),
        migrations.AlterField(model_name="attempt", name="id", field=_KEY.clone()),
        migrations.AlterField(model_name="pastaddress", name="id", field=_KEY.clone()),
        migrations.RemoveConstraint(model_name="attempt", name=_ONE_LIVE),
        migrations.AlterField(model_name="attempt", name="notice", field=_NOTICE.clone()),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("outcome__in", ["sending", "accepted", "delivered", "unknown"])
                ),
                fields=("notice",),
                name=_ONE_LIVE,
            ),
        ),
        migrations.AlterField(model_name="pastaddress", name="notice", field=_NOTICE.clone()),
    ]
