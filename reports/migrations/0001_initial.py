"""The first tables."""

import django.db.models.deletion
import lao_cai_support.web.codes
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from lao_cai_support.web.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("funds", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="YearReport",
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="phiên bản")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do đính chính")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Dự thảo"),
                                    ("published", "Đã công bố"),
                                    ("superseded", "Đã thay bằng bản sau"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("figures", models.JSONField()),
                        ("figures_hash", models.CharField(max_length=64)),
                        ("ledger_head", models.CharField(blank=True, max_length=64)),
                        ("compiled_on", models.DateField(verbose_name="ngày lập")),
                        ("published_on", models.DateField(null=True, verbose_name="ngày công bố")),
                        (
                            "compiled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="funds.fund",
                                verbose_name="quỹ",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "báo cáo năm",
                        "ordering": ["-year", "fund__unit__path", "-version"],
                    },
                ),
                migrations.CreateModel(
                    name="ReportFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("pdf", "PDF"), ("csv", "CSV"), ("json", "JSON")], max_length=4),
                        ),
                        ("stored", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="reports.yearreport",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tệp báo cáo",
                        "ordering": ["kind"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="yearreport",
                    constraint=models.UniqueConstraint(fields=("fund", "year", "version"), name="report_version_once"),
                ),
                migrations.AddConstraint(
                    model_name="yearreport",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "published")), fields=("fund", "year"), name="report_one_published"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="yearreport",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("fund", "year"), name="report_one_draft"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="yearreport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "superseded"])),
                        name="report_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="yearreport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state", "draft"), ("published_on__isnull", False), _connector="OR"),
                        name="report_published_complete",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="yearreport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="report_correction_has_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="yearreport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("compiled_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="report_two_people",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="yearreport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="published_never_changes",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.state <> 'draft')",
                            func="\n                    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'superseded'\n                       AND (to_jsonb(NEW) - 'state') = (to_jsonb(OLD) - 'state') THEN\n                        RETURN NEW;\n                    END IF;\n                    RAISE EXCEPTION 'a published report never changes' USING ERRCODE = 'check_violation';\n                ",
                            hash="67f3e481892da60369b26c05f059503180bd0d81",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_published_never_changes_3bc78",
                            table="reports_yearreport",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="reportfile",
                    index=models.Index(fields=["sha256"], name="report_file_sha256"),
                ),
                migrations.AddConstraint(
                    model_name="reportfile",
                    constraint=models.UniqueConstraint(fields=("report", "kind"), name="report_file_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reportfile",
                    trigger=pgtrigger.compiler.Trigger(
                        name="files_of_a_draft_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE published boolean;",
                            func="\n                    SELECT EXISTS (SELECT 1 FROM reports_yearreport\n                        WHERE state <> 'draft' AND id IN (OLD.report_id, NEW.report_id)) INTO published;\n                    IF published THEN\n                        RAISE EXCEPTION 'files of a published report never change' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                            hash="c0e51189b857649ed147a68860b6bc8f2792bc98",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_files_of_a_draft_only_b495f",
                            table="reports_reportfile",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
