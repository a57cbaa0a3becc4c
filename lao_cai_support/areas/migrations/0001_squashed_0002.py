"""The tables as they stand after all steps before, made at once in an empty database."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import lao_cai_support.web.codes
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from lao_cai_support.web.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("areas", "0001_initial"),
        ("areas", "0002_guards"),
    ]

    dependencies = [
        ("web", "0001_extensions"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="AdministrativeUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=5, verbose_name="mã đơn vị")),
                        (
                            "level",
                            models.CharField(
                                choices=[("province", "cấp tỉnh"), ("district", "cấp huyện"), ("commune", "cấp xã")],
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20, verbose_name="loại")),
                        ("name", models.CharField(max_length=80, verbose_name="tên")),
                        ("folded", models.CharField(editable=False, max_length=80)),
                        ("sort_key", models.CharField(editable=False, max_length=200)),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
                        ("path", models.CharField(editable=False, max_length=20)),
                        ("source", models.TextField(blank=True, verbose_name="căn cứ")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "đơn vị hành chính",
                        "ordering": ["path", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="DifficultyStatus",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("category", models.CharField(max_length=40, verbose_name="loại")),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
                        ("source", models.TextField(blank=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="difficulty",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "xã khó khăn",
                    },
                ),
                migrations.CreateModel(
                    name="School",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code,
                                editable=False,
                                max_length=16,
                                unique=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="tên")),
                        ("folded", models.CharField(editable=False, max_length=120)),
                        ("sort_key", models.CharField(editable=False, max_length=260)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("preschool", "mầm non"),
                                    ("primary", "tiểu học"),
                                    ("lower_secondary", "trung học cơ sở"),
                                    ("primary_lower_secondary", "tiểu học và trung học cơ sở"),
                                    ("upper_secondary", "trung học phổ thông"),
                                ],
                                max_length=30,
                                verbose_name="cấp học",
                            ),
                        ),
                        ("boarding", models.BooleanField(default=False, verbose_name="bán trú hoặc nội trú")),
                        (
                            "main_school",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="areas.school",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="areas.administrativeunit",
                                verbose_name="xã",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "trường học",
                        "ordering": ["sort_key", "pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("effective_on", models.DateField(verbose_name="từ ngày")),
                        ("whole", models.BooleanField(verbose_name="toàn bộ")),
                        ("legal_basis", models.TextField(verbose_name="căn cứ")),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successions_out",
                                to="areas.administrativeunit",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successions_in",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kế thừa địa bàn",
                    },
                ),
                migrations.CreateModel(
                    name="Village",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code,
                                editable=False,
                                max_length=16,
                                unique=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="tên")),
                        ("folded", models.CharField(editable=False, max_length=120)),
                        ("sort_key", models.CharField(editable=False, max_length=260)),
                        (
                            "special_difficulty",
                            models.BooleanField(default=False, verbose_name="thôn đặc biệt khó khăn"),
                        ),
                        ("source", models.TextField(blank=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="areas.administrativeunit",
                                verbose_name="xã",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thôn, bản",
                        "ordering": ["sort_key", "pk"],
                        "abstract": False,
                    },
                ),
                migrations.AddIndex(
                    model_name="administrativeunit",
                    index=models.Index(fields=["path"], name="unit_path", opclasses=["varchar_pattern_ops"]),
                ),
                migrations.AddConstraint(
                    model_name="administrativeunit",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("code", "="), ("valid", "&&")],
                        name="unit_code_no_overlap",
                        violation_error_message="Mã này đã có một đơn vị trong cùng thời gian.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="administrativeunit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "province"), ("parent__isnull", True)),
                            models.Q(models.Q(("level", "province"), _negated=True), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="unit_level_parent",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="administrativeunit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("level__in", ["province", "district", "commune"])), name="unit_level_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="administrativeunit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__startswith__isnull", False)),
                        name="unit_valid_has_start",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="administrativeunit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stands_under_parent",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            declare="DECLARE above areas_administrativeunit%ROWTYPE;",
                            func="\n    IF NOT EXISTS (SELECT 1 FROM areas_administrativeunit u WHERE u.id = NEW.id AND u.valid = NEW.valid\n                   AND u.parent_id IS NOT DISTINCT FROM NEW.parent_id AND u.path = NEW.path) THEN\n        RETURN NULL;  -- written again later in the transaction; that later row is looked at\n    END IF;\n    IF NEW.parent_id IS NULL THEN\n        IF NEW.path <> NEW.code THEN\n            RAISE EXCEPTION 'unit_path_follows_parent: path of a province is its code' USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_path_follows_parent';\n        END IF;\n    ELSE\n        SELECT * INTO above FROM areas_administrativeunit WHERE id = NEW.parent_id;\n        IF NEW.path <> above.path || '.' || NEW.code THEN\n            RAISE EXCEPTION 'unit_path_follows_parent: path does not follow the parent' USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_path_follows_parent';\n        END IF;\n        -- The district level ended on 2025-07-01: from then on a commune stands right under the province.\n        IF NOT (NEW.level = 'district' AND above.level = 'province'\n                OR NEW.level = 'commune' AND above.level = 'district'\n                OR NEW.level = 'commune' AND above.level = 'province' AND NOT EXISTS (\n                    SELECT 1 FROM areas_administrativeunit d\n                    WHERE d.level = 'district' AND d.parent_id = above.id AND d.valid && NEW.valid)) THEN\n            RAISE EXCEPTION 'unit_parent_one_level_up: parent is not one level up' USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_parent_one_level_up';\n        END IF;\n        -- One code may be two rows in a child's life (huyện Sa Pa became a town): all days must be covered.\n        IF NOT (above.valid && NEW.valid AND NEW.valid <@ (\n                SELECT range_agg(p.valid) FROM areas_administrativeunit p\n                WHERE p.code = above.code AND p.level = above.level)) THEN\n            RAISE EXCEPTION 'unit_parent_throughout: parent does not stand throughout' USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_parent_throughout';\n        END IF;\n    END IF;\n    IF TG_OP = 'UPDATE' AND EXISTS (\n        SELECT 1 FROM areas_administrativeunit c\n        WHERE c.parent_id = NEW.id AND (c.path <> NEW.path || '.' || c.code OR NOT (c.valid <@ (\n            SELECT range_agg(p.valid) FROM areas_administrativeunit p\n            WHERE p.code = NEW.code AND p.level = NEW.level)))\n    ) THEN\n        RAISE EXCEPTION 'unit_parent_throughout: a unit below would stand without its parent' USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_parent_throughout';\n    END IF;\n    RETURN NULL;\n",
                            hash="8025943b7b4090e962ee237ed0d272a0de2ccde6",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_stands_under_parent_34003",
                            table="areas_administrativeunit",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="difficultystatus",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("legal_basis", "="), ("valid", "&&")], name="difficulty_no_overlap"
                    ),
                ),
                migrations.AddIndex(
                    model_name="school",
                    index=django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("folded"), name="gin_trgm_ops"),
                        name="school_folded_trgm",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="school",
                    constraint=models.UniqueConstraint(fields=("unit", "folded", "level"), name="school_once_per_unit"),
                ),
                migrations.AddConstraint(
                    model_name="school",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                [
                                    "preschool",
                                    "primary",
                                    "lower_secondary",
                                    "primary_lower_secondary",
                                    "upper_secondary",
                                ],
                            )
                        ),
                        name="school_level_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="succession",
                    constraint=models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
                ),
                migrations.AddConstraint(
                    model_name="succession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="succession_not_self",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="succession",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("whole", True)), fields=("predecessor",), name="succession_one_whole"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="succession",
                    trigger=pgtrigger.compiler.Trigger(
                        name="days_meet",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            declare="DECLARE before areas_administrativeunit%ROWTYPE; after areas_administrativeunit%ROWTYPE;",
                            func="\n    SELECT * INTO before FROM areas_administrativeunit WHERE id = NEW.predecessor_id;\n    SELECT * INTO after FROM areas_administrativeunit WHERE id = NEW.successor_id;\n    IF before.level <> after.level THEN RAISE EXCEPTION 'succession_same_level: levels differ' USING ERRCODE = 'check_violation', CONSTRAINT = 'succession_same_level'; END IF;\n    IF NOT (after.valid @> NEW.effective_on) THEN\n        RAISE EXCEPTION 'succession_day_in_successor: successor does not stand on the day' USING ERRCODE = 'check_violation', CONSTRAINT = 'succession_day_in_successor';\n    END IF;\n    IF NOT (upper(before.valid) IS NOT DISTINCT FROM NEW.effective_on\n            OR (NOT NEW.whole AND before.valid @> NEW.effective_on\n                AND lower(before.valid) < NEW.effective_on)) THEN\n        RAISE EXCEPTION 'succession_day_ends_predecessor: predecessor does not end on the day before' USING ERRCODE = 'check_violation', CONSTRAINT = 'succession_day_ends_predecessor';\n    END IF;\n    RETURN NULL;\n",
                            hash="881b890b0bc29c6bde984bbae3d6582ee5307d66",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_days_meet_a7bbe",
                            table="areas_succession",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="village",
                    constraint=models.UniqueConstraint(fields=("unit", "name"), name="village_once_per_unit"),
                ),
            ]
        ),
    ]
