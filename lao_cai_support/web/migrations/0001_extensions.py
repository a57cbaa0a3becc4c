"""What every table below may lean on: search without marks, ranges in exclusion constraints."""

from django.contrib.postgres.operations import (
    BtreeGinExtension,
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

# unaccent() is only STABLE (its dictionary could change); named with its schema and dictionary it may be
# wrapped as IMMUTABLE, which generated columns and indexes need. Its Python twin is web.text.fold().
FOLD = r"""
CREATE OR REPLACE FUNCTION vn_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(btrim(regexp_replace(public.unaccent('public.unaccent'::regdictionary, normalize(value, NFC)), '\s+', ' ', 'g'))) $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGinExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(FOLD, "DROP FUNCTION IF EXISTS vn_fold(text)"),
    ]
