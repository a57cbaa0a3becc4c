"""The first tables."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from lao_cai_support.web.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("areas", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="RecordView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("object_type", models.CharField(max_length=60)),
                        ("object_code", models.CharField(max_length=60)),
                        ("page", models.CharField(max_length=60, verbose_name="trang")),
                        (
                            "membership",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lượt xem hồ sơ",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Act",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("act", models.CharField(max_length=60, verbose_name="việc")),
                        ("object_type", models.CharField(max_length=60)),
                        ("object_code", models.CharField(max_length=60)),
                        ("reason", models.TextField(blank=True, verbose_name="lý do")),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), default=list, size=None
                            ),
                        ),
                        ("detail", models.JSONField(default=dict)),
                        ("request_id", models.CharField(blank=True, max_length=40)),
                        (
                            "membership",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.administrativeunit",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "việc đã làm",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["object_type", "object_code", "-id"], name="act_object"),
                            models.Index(fields=["unit", "-id"], name="act_unit"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="act",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5a867cd797a0f2d77e38f9655920ce98f1213298",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bca99",
                            table="audit_act",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="recordview",
                    index=models.Index(fields=["object_type", "object_code", "-id"], name="view_object"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="recordview",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9150ed2a3345f0466daed217f59d5ce8b91a66f0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cee2c",
                            table="audit_recordview",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
