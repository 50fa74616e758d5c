"""A trigger refuses any change of an entry or a seal, even to the owner. (Emptying is a matter of privileges.)"""

from __future__ import annotations

from django.db import migrations

_FUNCTION = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
"""

_TRIGGER = """
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(_FUNCTION, "DROP FUNCTION journal_refuse_change()"),
        *[
            migrations.RunSQL(
                _TRIGGER.format(table=table), f"DROP TRIGGER journal_append_only ON {table}"
            )
            for table in ("journal_journalentry", "journal_journalseal")
        ],
    ]
