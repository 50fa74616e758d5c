from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worklist", "0002_claims_notes_and_indexes")]

    operations = [
        migrations.RemoveConstraint(model_name="task", name="worklist_task_note_is_of_a_done_one"),
        migrations.RenameField(model_name="task", old_name="note_sealed", new_name="said_sealed"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("said_sealed__isnull", True), ("done_at__isnull", False), _connector="OR"
                ),
                name="worklist_task_note_is_of_a_done_one",
            ),
        ),
    ]
