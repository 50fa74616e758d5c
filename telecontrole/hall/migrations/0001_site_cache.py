"""The table of the site's cache: counters of sign-in attempts, shared by all nodes."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.RunSQL(
            "CREATE TABLE site_cache ("
            " cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);"
            "CREATE INDEX site_cache_expires ON site_cache (expires);",
            "DROP TABLE site_cache",
        )
    ]
