"""The tables as they stand after all steps before, made at once in an empty database."""

import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import lao_cai_support.accounts.querysets
import lao_cai_support.web.codes
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from lao_cai_support.web.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_person_code"),
    ]

    dependencies = [
        ("web", "0001_extensions"),
        ("areas", "0001_squashed_0002"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
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
                        ("full_name", models.CharField(max_length=120, verbose_name="họ và tên")),
                        ("language", models.CharField(default="vi", max_length=2, verbose_name="ngôn ngữ")),
                        ("must_change_password", models.BooleanField(default=False, verbose_name="phải đổi mật khẩu")),
                        (
                            "first_password_until",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="mật khẩu cấp lần đầu dùng đến"
                            ),
                        ),
                        (
                            "is_demo",
                            models.BooleanField(default=False, editable=False, verbose_name="tài khoản trình diễn"),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "người dùng",
                        "ordering": ["username"],
                    },
                    managers=[
                        ("objects", lao_cai_support.accounts.querysets.PortalUserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="Membership",
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
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("commune_officer", "Cán bộ trẻ em cấp xã"),
                                    ("commune_leader", "Lãnh đạo UBND xã"),
                                    ("district_officer", "Cán bộ cấp huyện"),
                                    ("province_officer", "Cán bộ Sở (cấp tỉnh)"),
                                    ("sector_reviewer", "Cán bộ thẩm định của ngành"),
                                    ("school_officer", "Đầu mối nhà trường"),
                                    ("fund_accountant", "Kế toán Quỹ"),
                                    ("fund_cashier", "Thủ quỹ, thủ kho"),
                                    ("fund_chair", "Trưởng ban, chủ tài khoản Quỹ"),
                                    ("finance_appraiser", "Cán bộ thẩm định Sở Tài chính"),
                                    ("inspector", "Thanh tra, kiểm tra"),
                                    ("donor", "Nhà tài trợ"),
                                    ("administrator", "Quản trị cổng"),
                                ],
                                max_length=20,
                                verbose_name="vai trò",
                            ),
                        ),
                        ("support_area", models.CharField(blank=True, max_length=5, verbose_name="lĩnh vực")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
                        (
                            "granted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships_granted",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "school",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.school",
                                verbose_name="trường",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="areas.administrativeunit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vai trò của người dùng",
                        "ordering": ["pk"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("user", "="),
                                    ("role", "="),
                                    ("unit", "="),
                                    ("support_area", "="),
                                    ("valid", "&&"),
                                ],
                                name="membership_once_at_a_time",
                                violation_error_message="Người này đã có vai trò này ở đơn vị này trong cùng thời gian.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "commune_officer",
                                            "commune_leader",
                                            "district_officer",
                                            "province_officer",
                                            "sector_reviewer",
                                            "school_officer",
                                            "fund_accountant",
                                            "fund_cashier",
                                            "fund_chair",
                                            "finance_appraiser",
                                            "inspector",
                                            "donor",
                                            "administrator",
                                        ],
                                    )
                                ),
                                name="membership_role_value",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("role", "school_officer"), ("school__isnull", False)),
                                    models.Q(
                                        models.Q(("role", "school_officer"), _negated=True), ("school__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="membership_school_scope",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("role", "sector_reviewer"), models.Q(("support_area", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("role", "sector_reviewer"), _negated=True), ("support_area", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="membership_area_scope",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="membership",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_forbidden_pair",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    PERFORM pg_advisory_xact_lock(7401, NEW.user_id::int);\n                    IF EXISTS (\n                        SELECT 1 FROM accounts_membership m\n                        WHERE m.user_id = NEW.user_id AND m.unit_id = NEW.unit_id AND m.id <> NEW.id\n                          AND m.valid && NEW.valid\n                          AND (LEAST(m.role::text COLLATE \"C\", NEW.role::text COLLATE \"C\"),\n                               GREATEST(m.role::text COLLATE \"C\", NEW.role::text COLLATE \"C\")) IN (('administrator', 'fund_accountant'), ('administrator', 'fund_cashier'), ('administrator', 'fund_chair'), ('commune_leader', 'commune_officer'), ('commune_officer', 'inspector'), ('fund_accountant', 'fund_cashier'), ('fund_accountant', 'fund_chair'), ('fund_accountant', 'inspector'), ('fund_cashier', 'fund_chair'), ('fund_cashier', 'inspector'), ('fund_chair', 'inspector'), ('inspector', 'province_officer'))\n                    ) THEN\n                        RAISE EXCEPTION 'forbidden pair of roles' USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_no_forbidden_pair';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="b1dcf0665bfcad65a1aa19e569a47b8ebbdfb10c",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_no_forbidden_pair_066f0",
                            table="accounts_membership",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
