"""The tables as they stand after all steps before, made at once in an empty database."""

import django.db.models.deletion
import lao_cai_support.web.codes
from django.conf import settings
from django.db import migrations, models

from lao_cai_support.web.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("web", "0002_initial"),
        ("web", "0003_export_files"),
    ]

    dependencies = [
        ("web", "0001_extensions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Job",
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
                        ("kind", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=160)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Đang chờ"),
                                    ("running", "Đang làm"),
                                    ("done", "Xong"),
                                    ("failed", "Không xong"),
                                    ("cancelled", "Đã dừng"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("result_url", models.CharField(blank=True, max_length=300)),
                        ("cancel_requested", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("heartbeat", models.DateTimeField(null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="jobs",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "việc dài",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ExportFile",
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
                        ("key", models.CharField(max_length=40)),
                        ("kind", models.CharField(max_length=5, verbose_name="loại tệp")),
                        ("title", models.CharField(max_length=160, verbose_name="danh sách")),
                        ("says", models.TextField(blank=True, verbose_name="gồm")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("query", models.TextField(blank=True)),
                        ("search", models.CharField(blank=True, max_length=80)),
                        ("asked_at", models.DateTimeField(verbose_name="lúc yêu cầu")),
                        ("rows", models.PositiveIntegerField(null=True, verbose_name="số dòng")),
                        ("stored", models.CharField(blank=True, max_length=120)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("size", models.PositiveBigIntegerField(null=True)),
                        ("expires_at", models.DateTimeField(verbose_name="hết hạn lúc")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exports",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="web.job"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tệp xuất",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="job",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed", "cancelled"])),
                        name="job_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="job",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("total", 0), ("done__lte", models.F("total")), _connector="OR"),
                        name="job_done_within_total",
                    ),
                ),
                migrations.AddIndex(
                    model_name="exportfile",
                    index=models.Index(fields=["owner", "-id"], name="export_owner"),
                ),
                migrations.AddConstraint(
                    model_name="exportfile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="export_has_a_reason"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="exportfile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("stored", ""),
                            models.Q(
                                ("rows__isnull", False),
                                ("size__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="export_made_whole",
                    ),
                ),
            ]
        ),
    ]
