"""The tables as they stand after all steps before, made at once in an empty database."""

import children.models.household
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import lao_cai_support.web.codes
import lao_cai_support.web.money
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from lao_cai_support.web.tables import Tables

# What is written for a merged donor stands with the record that goes on. Reading the donor with a lock waits for a merge
# under way, which holds the row, and then sees where it leads.
FOLLOW = """
CREATE OR REPLACE FUNCTION donor_follow_merge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE goes_on bigint;
BEGIN
    SELECT merged_into_id INTO goes_on FROM donors_donor WHERE id = NEW.donor_id FOR KEY SHARE;
    IF goes_on IS NOT NULL THEN
        NEW.donor_id := goes_on;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER donor_follow_merge BEFORE INSERT ON donors_pledge FOR EACH ROW EXECUTE FUNCTION donor_follow_merge();
CREATE TRIGGER donor_follow_merge BEFORE INSERT ON donors_approach FOR EACH ROW EXECUTE FUNCTION donor_follow_merge();
CREATE TRIGGER donor_follow_merge BEFORE INSERT ON donors_contact FOR EACH ROW EXECUTE FUNCTION donor_follow_merge();
CREATE TRIGGER donor_follow_merge BEFORE INSERT ON donors_networkmembership FOR EACH ROW EXECUTE FUNCTION donor_follow_merge();
"""

NO_FOLLOW = """
DROP TRIGGER donor_follow_merge ON donors_pledge;
DROP TRIGGER donor_follow_merge ON donors_approach;
DROP TRIGGER donor_follow_merge ON donors_contact;
DROP TRIGGER donor_follow_merge ON donors_networkmembership;
DROP FUNCTION donor_follow_merge();
"""

# How many monthly days of an agreement have come by a day: from its first day to its last, its stop or its end.
MONTHS = """
CREATE FUNCTION sponsorship_months(valid daterange, due_day smallint, stopped date, ended date, by_day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT GREATEST(0,
        (EXTRACT(YEAR FROM l) * 12 + EXTRACT(MONTH FROM l) - (EXTRACT(DAY FROM l) < due_day)::int)
        - (EXTRACT(YEAR FROM f) * 12 + EXTRACT(MONTH FROM f) - (EXTRACT(DAY FROM f) < due_day)::int))::int
    FROM (SELECT lower(valid) - 1 AS f, LEAST(by_day, upper(valid) - 1, stopped - 1, ended) AS l) days
$$
"""

# A child that moves, dies, leaves school or the register, and a family that takes its yes back, stop the payments in the
# same statement. A commune that was merged into another one moves nobody.
STOPS = """
CREATE FUNCTION sponsorships_stop_with_child() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE why text;
BEGIN
    IF NEW.state <> 'ended' AND NOT (NEW.schooling = 'left' AND OLD.schooling <> 'left') AND EXISTS (
        SELECT 1 FROM areas_succession WHERE (predecessor_id, successor_id) = (OLD.unit_id, NEW.unit_id)) THEN
        RETURN NULL;
    END IF;
    why := CASE
        WHEN NEW.state = 'ended' AND NEW.end_reason = 'died' THEN 'died'
        WHEN NEW.state = 'ended' AND NEW.end_reason = 'moved' THEN 'moved'
        WHEN NEW.state = 'ended' THEN 'file_ended'
        WHEN NEW.unit_id <> OLD.unit_id THEN 'moved'
        ELSE 'left_school' END;
    UPDATE donors_sponsorship SET state = 'stopped', stop_cause = why, stopped_on = COALESCE(
        NEW.ended_on, CASE WHEN why = 'left_school' THEN NEW.left_school_on END,
        CASE WHEN why = 'moved' THEN (SELECT lower(valid) FROM children_residence
                                      WHERE child_id = NEW.id AND upper_inf(valid)) END, NEW.updated_on)
    WHERE child_id = NEW.id AND state = 'active';
    RETURN NULL;
END $$;
CREATE TRIGGER sponsorships_stop AFTER UPDATE OF state, unit_id, schooling ON children_child FOR EACH ROW
WHEN ((NEW.state = 'ended' AND OLD.state <> 'ended') OR (NEW.schooling = 'left' AND OLD.schooling <> 'left')
      OR NEW.unit_id <> OLD.unit_id)
EXECUTE FUNCTION sponsorships_stop_with_child();
CREATE FUNCTION sponsorships_stop_with_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE donors_sponsorship s SET state = 'stopped', stop_cause = 'consent', stopped_on = NEW."on" FROM donors_donor d
    WHERE s.child_id = NEW.child_id AND s.state = 'active' AND d.id = s.donor_id AND d.code = NEW.donor_code;
    RETURN NULL;
END $$;
CREATE TRIGGER sponsorships_stop AFTER INSERT ON children_consent FOR EACH ROW
WHEN (NEW.purpose = 'sponsorship' AND (NOT NEW.given OR NEW.child_agrees IS FALSE))
EXECUTE FUNCTION sponsorships_stop_with_consent();
"""

NO_STOPS = """
DROP TRIGGER sponsorships_stop ON children_child; DROP TRIGGER sponsorships_stop ON children_consent;
DROP FUNCTION sponsorships_stop_with_child; DROP FUNCTION sponsorships_stop_with_consent;
"""


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("donors", "0001_initial"),
        ("donors", "0002_matching_policy_and_trial"),
        ("donors", "0003_pledges_whole"),
        ("donors", "0004_public_offers"),
        ("donors", "0005_ended_holds_nothing"),
        ("donors", "0006_establishments_and_merged_donors"),
        ("donors", "0007_contact_log_and_foreign_gifts"),
        ("donors", "0008_plans_and_campaign_pages"),
        ("donors", "0009_sponsorship"),
        ("donors", "0010_activities"),
    ]

    dependencies = [
        ("areas", "0001_squashed_0002"),
        ("children", "0001_squashed_0017"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Activity",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("health", "Khám sức khỏe"),
                                    ("meal", "Bữa ăn học đường"),
                                    ("milk", "Sữa học đường"),
                                    ("play", "Vui chơi"),
                                    ("culture", "Văn hóa, thể thao"),
                                    ("venue", "Mở sân trường ngoài giờ"),
                                ],
                                max_length=8,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="tên hoạt động")),
                        ("about", models.TextField(max_length=1000, verbose_name="giới thiệu")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        (
                            "lent_paper",
                            models.CharField(blank=True, max_length=120, verbose_name="thỏa thuận cho mượn"),
                        ),
                        ("venue", models.CharField(blank=True, max_length=160, verbose_name="địa điểm")),
                        (
                            "cost_memo",
                            lao_cai_support.web.money.VndField(
                                default=0, verbose_name="bên cùng tổ chức chịu (ghi nhớ)"
                            ),
                        ),
                        (
                            "cost_paper",
                            models.CharField(blank=True, max_length=120, verbose_name="giấy tờ của khoản đó"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Dự kiến"),
                                    ("published", "Đã công bố"),
                                    ("held", "Đã tổ chức"),
                                    ("cancelled", "Đã hủy"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("result", models.TextField(blank=True, max_length=1000, verbose_name="kết quả")),
                        ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do hủy")),
                        (
                            "planned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "school",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="areas.school",
                                verbose_name="trường cho mượn",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="areas.administrativeunit",
                                verbose_name="đơn vị tổ chức",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hoạt động",
                        "ordering": ["valid", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ActivityInvite",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("class_name", models.CharField(blank=True, max_length=20, verbose_name="lớp")),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invites",
                                to="donors.activity",
                            ),
                        ),
                        (
                            "school",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.school",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.village",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nhóm được mời",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("came", models.BooleanField(verbose_name="có mặt")),
                        (
                            "finding",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "chưa ghi"),
                                    ("well", "không có gì"),
                                    ("need", "cần hỗ trợ"),
                                    ("referral", "cần giới thiệu đi khám"),
                                ],
                                max_length=8,
                                verbose_name="kết quả khám",
                            ),
                        ),
                        ("recorded_on", models.DateField(verbose_name="ngày ghi")),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="donors.activity",
                            ),
                        ),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="children.child",
                            ),
                        ),
                        (
                            "need",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="found_at",
                                to="children.need",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "referral",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="found_at",
                                to="children.referral",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "điểm danh",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ordinary", "Thường xuyên"),
                                    ("urgent", "Khẩn cấp (thiên tai, dịch bệnh, sự cố, bệnh hiểm nghèo)"),
                                ],
                                db_default="ordinary",
                                default="ordinary",
                                max_length=8,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="tên chiến dịch")),
                        ("summary", models.TextField(verbose_name="giới thiệu")),
                        ("target", lao_cai_support.web.money.VndField(verbose_name="mục tiêu")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Nháp"),
                                    ("published", "Đang vận động"),
                                    ("closed", "Đã kết thúc"),
                                    ("settled", "Đã công khai kết quả"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "call_no",
                            models.CharField(
                                blank=True, db_default="", max_length=60, verbose_name="số văn bản kêu gọi"
                            ),
                        ),
                        ("call_on", models.DateField(blank=True, null=True, verbose_name="ngày văn bản kêu gọi")),
                        ("results", models.TextField(blank=True, db_default="", verbose_name="kết quả")),
                        (
                            "beneficiaries",
                            models.TextField(blank=True, db_default="", verbose_name="đối tượng thụ hưởng"),
                        ),
                        (
                            "support_level",
                            models.TextField(blank=True, db_default="", verbose_name="chính sách, mức hỗ trợ"),
                        ),
                        (
                            "receiver",
                            models.CharField(blank=True, db_default="", max_length=300, verbose_name="nơi tiếp nhận"),
                        ),
                        (
                            "receive_time",
                            models.CharField(
                                blank=True, db_default="", max_length=200, verbose_name="thời gian tiếp nhận"
                            ),
                        ),
                        (
                            "receive_place",
                            models.CharField(
                                blank=True, db_default="", max_length=300, verbose_name="địa điểm tiếp nhận"
                            ),
                        ),
                        (
                            "receive_way",
                            models.CharField(blank=True, db_default="", max_length=300, verbose_name="cách tiếp nhận"),
                        ),
                        ("picture", models.CharField(blank=True, db_default="", max_length=120)),
                        (
                            "picture_alt",
                            models.CharField(blank=True, db_default="", max_length=200, verbose_name="mô tả ảnh"),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="children.supportarea",
                                verbose_name="lĩnh vực",
                            ),
                        ),
                        (
                            "picture_checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "chiến dịch",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Donor",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("agency", "Cơ quan"),
                                    ("unit", "Đơn vị sự nghiệp"),
                                    ("company", "Công ty"),
                                    ("enterprise", "Doanh nghiệp khác, hợp tác xã"),
                                    ("producer", "Cơ sở sản xuất, kinh doanh"),
                                    ("household", "Hộ kinh doanh"),
                                    ("fund", "Quỹ xã hội, quỹ từ thiện"),
                                    ("union", "Công đoàn, hội, đoàn thể và quỹ của họ"),
                                    ("foreign", "Tổ chức nước ngoài"),
                                    ("person", "Cá nhân, hộ gia đình"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        (
                            "folded",
                            models.GeneratedField(
                                db_persist=True,
                                expression=children.models.household.Fold(models.F("name")),
                                output_field=models.CharField(max_length=200),
                            ),
                        ),
                        ("sort_key", models.CharField(editable=False, max_length=420)),
                        ("tax_code", models.CharField(blank=True, max_length=14, null=True, verbose_name="mã số thuế")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        ("name_public", models.BooleanField(default=False, verbose_name="đồng ý nêu tên công khai")),
                        ("since", models.DateField(verbose_name="từ ngày")),
                        ("archived", models.BooleanField(default=False, verbose_name="ngừng theo dõi")),
                        ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_from",
                                to="donors.donor",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nhà tài trợ",
                        "ordering": ["sort_key", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("full_name", models.CharField(max_length=120, verbose_name="họ và tên")),
                        ("position", models.CharField(blank=True, max_length=80, verbose_name="chức vụ")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="donors.donor"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "người liên hệ",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Approach",
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
                        ("mobiliser", models.CharField(max_length=120, verbose_name="người vận động")),
                        ("on", models.DateField(verbose_name="ngày")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("letter", "Thư, công văn"),
                                    ("phone", "Gọi điện"),
                                    ("meeting", "Gặp trực tiếp"),
                                    ("event", "Hội nghị, lễ phát động"),
                                    ("list", "Danh sách vận động của chiến dịch"),
                                    ("online", "Thư điện tử, mạng"),
                                    ("other", "Cách khác"),
                                ],
                                max_length=60,
                                verbose_name="cách thức",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("waiting", "Chờ trả lời"), ("agreed", "Đồng ý"), ("declined", "Từ chối")],
                                default="waiting",
                                max_length=10,
                                verbose_name="kết quả",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        ("next_step", models.CharField(blank=True, max_length=200, verbose_name="việc tiếp theo")),
                        ("next_on", models.DateField(blank=True, null=True, verbose_name="hẹn ngày")),
                        ("next_done_on", models.DateField(blank=True, null=True, verbose_name="đã làm ngày")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approaches",
                                to="areas.administrativeunit",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="approaches",
                                to="donors.contact",
                            ),
                        ),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approaches",
                                to="donors.donor",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lần vận động",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.AddField(
                    model_name="activity",
                    name="partner",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="donors.donor",
                        verbose_name="bên cùng tổ chức",
                    ),
                ),
                migrations.CreateModel(
                    name="DonorAccess",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="access", to="donors.donor"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="donor_access",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tài khoản của nhà tài trợ",
                    },
                ),
                migrations.CreateModel(
                    name="DonorEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code, editable=False, max_length=16
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("agency", "Cơ quan"),
                                    ("unit", "Đơn vị sự nghiệp"),
                                    ("company", "Công ty"),
                                    ("enterprise", "Doanh nghiệp khác, hợp tác xã"),
                                    ("producer", "Cơ sở sản xuất, kinh doanh"),
                                    ("household", "Hộ kinh doanh"),
                                    ("fund", "Quỹ xã hội, quỹ từ thiện"),
                                    ("union", "Công đoàn, hội, đoàn thể và quỹ của họ"),
                                    ("foreign", "Tổ chức nước ngoài"),
                                    ("person", "Cá nhân, hộ gia đình"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        ("sort_key", models.CharField(editable=False, max_length=420)),
                        ("tax_code", models.CharField(blank=True, max_length=14, null=True, verbose_name="mã số thuế")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        ("name_public", models.BooleanField(default=False, verbose_name="đồng ý nêu tên công khai")),
                        ("since", models.DateField(verbose_name="từ ngày")),
                        ("archived", models.BooleanField(default=False, verbose_name="ngừng theo dõi")),
                        ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.donor",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="donors.donor",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DonorMerge",
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
                        ("moved", models.JSONField(default=dict)),
                        ("left", models.JSONField(default=dict)),
                        ("filled", models.JSONField(default=dict)),
                        ("pledges", models.JSONField(default=dict)),
                        ("told", models.JSONField(default=list)),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("on", models.DateField(verbose_name="ngày")),
                        ("undone_on", models.DateField(blank=True, null=True, verbose_name="ngày hoàn tác")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "gone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges_away",
                                to="donors.donor",
                                verbose_name="hồ sơ đã gộp",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="donors.donor",
                                verbose_name="hồ sơ giữ lại",
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lần gộp nhà tài trợ",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Earmark",
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
                            "places",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "areas",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "items",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "sexes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "ethnic_groups",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "circumstances",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        ("age_from", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="từ tuổi")),
                        ("age_to", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="đến tuổi")),
                        ("use_until", models.DateField(blank=True, null=True, verbose_name="dùng trước ngày")),
                        (
                            "purpose",
                            models.CharField(blank=True, max_length=300, verbose_name="mục đích ghi trong thỏa thuận"),
                        ),
                        (
                            "leftover",
                            models.CharField(
                                choices=[
                                    ("same", "dùng tiếp cho cùng mục đích"),
                                    ("ask", "hỏi lại nhà tài trợ"),
                                    ("general", "dùng cho mục đích khác, vào quỹ chung"),
                                    ("return", "trả lại nhà tài trợ"),
                                ],
                                default="ask",
                                max_length=10,
                                verbose_name="phần còn lại",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="donors.earmark",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "chỉ định của nhà tài trợ",
                    },
                ),
                migrations.CreateModel(
                    name="Establishment",
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
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        (
                            "folded",
                            models.GeneratedField(
                                db_persist=True,
                                expression=children.models.household.Fold(models.F("name")),
                                output_field=models.CharField(max_length=200),
                            ),
                        ),
                        ("sort_key", models.CharField(editable=False, max_length=420)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("agency", "Cơ quan"),
                                    ("unit", "Đơn vị sự nghiệp"),
                                    ("company", "Công ty"),
                                    ("enterprise", "Doanh nghiệp khác, hợp tác xã"),
                                    ("producer", "Cơ sở sản xuất, kinh doanh"),
                                    ("household", "Hộ kinh doanh"),
                                    ("fund", "Quỹ xã hội, quỹ từ thiện"),
                                    ("union", "Công đoàn, hội, đoàn thể và quỹ của họ"),
                                    ("foreign", "Tổ chức nước ngoài"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("tax_code", models.CharField(blank=True, max_length=14, null=True, verbose_name="mã số thuế")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hoạt động")),
                        (
                            "donor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="establishments",
                                to="donors.donor",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="establishments",
                                to="areas.administrativeunit",
                                verbose_name="xã, phường",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cơ sở",
                        "ordering": ["sort_key", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="EstablishmentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code, editable=False, max_length=16
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        ("sort_key", models.CharField(editable=False, max_length=420)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("agency", "Cơ quan"),
                                    ("unit", "Đơn vị sự nghiệp"),
                                    ("company", "Công ty"),
                                    ("enterprise", "Doanh nghiệp khác, hợp tác xã"),
                                    ("producer", "Cơ sở sản xuất, kinh doanh"),
                                    ("household", "Hộ kinh doanh"),
                                    ("fund", "Quỹ xã hội, quỹ từ thiện"),
                                    ("union", "Công đoàn, hội, đoàn thể và quỹ của họ"),
                                    ("foreign", "Tổ chức nước ngoài"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("tax_code", models.CharField(blank=True, max_length=14, null=True, verbose_name="mã số thuế")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hoạt động")),
                        (
                            "donor",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.donor",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="donors.establishment",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="areas.administrativeunit",
                                verbose_name="xã, phường",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ForeignApproval",
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
                            "authority",
                            models.CharField(
                                choices=[
                                    ("province", "Ủy ban nhân dân tỉnh"),
                                    ("pm", "Thủ tướng Chính phủ (quốc phòng, an ninh, tôn giáo, xây dựng pháp luật)"),
                                    ("front", "Mặt trận Tổ quốc (cứu trợ không có địa chỉ cụ thể)"),
                                    ("agency", "Cơ quan chủ quản khác"),
                                ],
                                max_length=8,
                                verbose_name="cấp phê duyệt",
                            ),
                        ),
                        ("purpose", models.CharField(max_length=300, verbose_name="mục đích")),
                        ("lawful_source", models.CharField(max_length=300, verbose_name="nguồn gốc hợp pháp")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Đề nghị"),
                                    ("appraising", "Đang thẩm định"),
                                    ("appraised", "Đã thẩm định, chờ phê duyệt"),
                                    ("approved", "Đã phê duyệt, chưa tiếp nhận"),
                                    ("received", "Đã tiếp nhận"),
                                    ("reported", "Đã báo cáo"),
                                    ("refused", "Không phê duyệt"),
                                    ("lapsed", "Phê duyệt hết hiệu lực"),
                                ],
                                default="requested",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("requested_on", models.DateField(verbose_name="ngày đề nghị")),
                        ("complete_on", models.DateField(blank=True, null=True, verbose_name="ngày đủ hồ sơ")),
                        ("appraised_on", models.DateField(blank=True, null=True, verbose_name="ngày thẩm định")),
                        ("opinion", models.CharField(blank=True, max_length=500, verbose_name="ý kiến thẩm định")),
                        ("decision_no", models.CharField(blank=True, max_length=60, verbose_name="số quyết định")),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày quyết định")),
                        ("received_on", models.DateField(blank=True, null=True, verbose_name="ngày tiếp nhận")),
                        ("reported_on", models.DateField(blank=True, null=True, verbose_name="ngày báo cáo")),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "appraised_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "phê duyệt viện trợ",
                        "ordering": ["-requested_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ForeignPaper",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("request", "Văn bản đề nghị tiếp nhận"),
                                    ("offer", "Thư, văn bản tài trợ của bên tài trợ"),
                                    ("status", "Giấy tờ pháp lý của bên tài trợ"),
                                    ("goods", "Danh mục hàng, xuất xứ, chất lượng"),
                                    ("appraisal", "Báo cáo thẩm định"),
                                    ("decision", "Quyết định phê duyệt"),
                                    ("report", "Báo cáo kết quả"),
                                    ("other", "Giấy tờ khác"),
                                ],
                                max_length=9,
                                verbose_name="loại giấy tờ",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="số")),
                        ("on", models.DateField(verbose_name="ngày")),
                        ("stored", models.CharField(max_length=120)),
                        ("ending", models.CharField(max_length=4)),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "approval",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="donors.foreignapproval",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "giấy tờ viện trợ",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HeadCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="ngày")),
                        ("heads", models.PositiveIntegerField(verbose_name="số trẻ")),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="head_counts",
                                to="donors.activity",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="head_counts",
                                to="donors.activityinvite",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "số trẻ mỗi ngày",
                        "ordering": ["day"],
                    },
                ),
                migrations.CreateModel(
                    name="MatchPolicy",
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
                        ("version", models.PositiveIntegerField(unique=True, verbose_name="phiên bản")),
                        ("weights", models.JSONField(verbose_name="trọng số")),
                        (
                            "fairness",
                            models.CharField(
                                choices=[
                                    ("after_priority", "ưu tiên trước, rồi công bằng giữa các xã"),
                                    ("before_priority", "công bằng giữa các xã trước"),
                                ],
                                max_length=16,
                                verbose_name="thứ tự mục tiêu",
                            ),
                        ),
                        ("committee", models.CharField(max_length=160, verbose_name="hội đồng quyết định")),
                        ("document_no", models.CharField(max_length=60, verbose_name="số văn bản")),
                        ("decided_on", models.DateField(verbose_name="ngày quyết định")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="lý do, ghi chú")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "chính sách điều phối",
                        "ordering": ["-version"],
                    },
                ),
                migrations.CreateModel(
                    name="MatchRun",
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
                        ("name", models.CharField(max_length=120, verbose_name="tên phương án")),
                        ("scope", models.JSONField(default=dict)),
                        ("policy", models.JSONField(default=dict)),
                        ("problem_hash", models.CharField(blank=True, max_length=64)),
                        ("summary", models.JSONField(default=dict)),
                        ("trial", models.JSONField(null=True)),
                        ("score", models.BigIntegerField(null=True)),
                        ("bound", models.BigIntegerField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("solving", "Đang tính"),
                                    ("proposed", "Đề xuất"),
                                    ("submitted", "Chờ duyệt"),
                                    ("approved", "Đã duyệt"),
                                    ("discarded", "Đã bỏ"),
                                    ("failed", "Không tính được"),
                                ],
                                default="solving",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("proposed_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "policy_version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="runs",
                                to="donors.matchpolicy",
                                verbose_name="chính sách",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="match_runs",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "phương án điều phối",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
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
                        ("quantity", models.PositiveIntegerField(verbose_name="số lượng")),
                        ("value", lao_cai_support.web.money.VndField(verbose_name="giá trị")),
                        ("delivered", models.PositiveIntegerField(default=0, verbose_name="đã trao")),
                        ("confirmed", models.PositiveIntegerField(default=0, verbose_name="đã xác nhận")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Đề xuất"),
                                    ("reserved", "Đã giữ chỗ"),
                                    ("fulfilled", "Đã trao"),
                                    ("released", "Đã hủy"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                        ("locked", models.BooleanField(default=False, verbose_name="đã khóa")),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="children.need",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="donors.matchrun",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "phân bổ",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="MobilisationPlan",
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
                            "kind",
                            models.CharField(
                                choices=[("year", "Kế hoạch năm"), ("period", "Kế hoạch giai đoạn")],
                                max_length=6,
                                verbose_name="loại",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="tên kế hoạch")),
                        ("summary", models.TextField(blank=True, verbose_name="nội dung")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang soạn"),
                                    ("submitted", "Chờ duyệt"),
                                    ("approved", "Đã duyệt"),
                                    ("published", "Đã công bố"),
                                    ("evaluated", "Đã đánh giá"),
                                ],
                                default="draft",
                                max_length=9,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("drafted_on", models.DateField(verbose_name="ngày soạn")),
                        ("return_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do trả lại")),
                        ("document_no", models.CharField(blank=True, max_length=60, verbose_name="số văn bản")),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="ngày duyệt")),
                        ("published_on", models.DateField(blank=True, null=True, verbose_name="ngày công bố")),
                        ("evaluation", models.TextField(blank=True, verbose_name="đánh giá")),
                        ("evaluated_on", models.DateField(blank=True, null=True, verbose_name="ngày đánh giá")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "evaluated_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mobilisation_plans",
                                to="areas.administrativeunit",
                                verbose_name="đơn vị",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kế hoạch vận động",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="NetworkMembership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("terms", models.CharField(max_length=300, verbose_name="cam kết")),
                        ("agreement_no", models.CharField(blank=True, max_length=60, verbose_name="số thỏa thuận")),
                        (
                            "yearly_value",
                            lao_cai_support.web.money.VndField(blank=True, null=True, verbose_name="giá trị hằng năm"),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do kết thúc")),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="network", to="donors.donor"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tham gia mạng lưới",
                        "ordering": ["valid"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "need_value",
                            lao_cai_support.web.money.VndField(default=0, verbose_name="nhu cầu đã rà soát"),
                        ),
                        ("need_children", models.PositiveIntegerField(default=0, verbose_name="số trẻ")),
                        ("target", lao_cai_support.web.money.VndField(default=0, verbose_name="mục tiêu vận động")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="children.supportarea",
                                verbose_name="lĩnh vực",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="donors.mobilisationplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mục tiêu của kế hoạch",
                        "ordering": ["area"],
                    },
                ),
                migrations.CreateModel(
                    name="Pledge",
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
                            "form",
                            models.CharField(
                                choices=[("money", "Tiền"), ("goods", "Hiện vật")],
                                max_length=5,
                                verbose_name="hình thức",
                            ),
                        ),
                        (
                            "sizes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=10),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="cỡ",
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượng")),
                        (
                            "unit_value",
                            lao_cai_support.web.money.VndField(blank=True, null=True, verbose_name="đơn giá"),
                        ),
                        ("value", lao_cai_support.web.money.VndField(verbose_name="giá trị")),
                        (
                            "route",
                            models.CharField(
                                choices=[("fund", "qua Quỹ"), ("direct", "nhà tài trợ trao trực tiếp")],
                                default="fund",
                                max_length=6,
                                verbose_name="cách trao",
                            ),
                        ),
                        ("agreement_no", models.CharField(blank=True, max_length=60, verbose_name="số thỏa thuận")),
                        ("offered_on", models.DateField(verbose_name="ngày ngỏ ý")),
                        ("accepted_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                        ("available_from", models.DateField(verbose_name="có từ ngày")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "Mới ngỏ ý"),
                                    ("accepted", "Đã ký thỏa thuận"),
                                    ("fulfilled", "Đã nhận đủ"),
                                    ("refused", "Không nhận"),
                                    ("withdrawn", "Đã rút"),
                                    ("written_off", "Không thực hiện"),
                                ],
                                default="offered",
                                max_length=12,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "used",
                            models.BooleanField(db_default=False, default=False, verbose_name="hàng đã qua sử dụng"),
                        ),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="hạn dùng")),
                        (
                            "quality_papers",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=300,
                                verbose_name="giấy chất lượng kèm theo",
                            ),
                        ),
                        (
                            "anonymous",
                            models.BooleanField(db_default=False, default=False, verbose_name="không nêu tên"),
                        ),
                        (
                            "plan",
                            models.PositiveSmallIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="lần lập kế hoạch"
                            ),
                        ),
                        (
                            "written_off",
                            lao_cai_support.web.money.VndField(
                                db_default=0, default=0, editable=False, verbose_name="phần không thực hiện"
                            ),
                        ),
                        (
                            "received_quantity",
                            models.PositiveIntegerField(
                                db_default=0, default=0, editable=False, verbose_name="đã nhận"
                            ),
                        ),
                        (
                            "received_value",
                            lao_cai_support.web.money.VndField(
                                db_default=0, default=0, editable=False, verbose_name="giá trị đã nhận"
                            ),
                        ),
                        (
                            "allocated_quantity",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="đã phân bổ"),
                        ),
                        (
                            "allocated_value",
                            lao_cai_support.web.money.VndField(
                                default=0, editable=False, verbose_name="giá trị đã phân bổ"
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="donors.campaign",
                                verbose_name="chiến dịch",
                            ),
                        ),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="donors.donor",
                                verbose_name="nhà tài trợ",
                            ),
                        ),
                        (
                            "earmark",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="donors.earmark",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="children.item",
                                verbose_name="mặt hàng",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="areas.administrativeunit",
                                verbose_name="đơn vị tiếp nhận",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cam kết hỗ trợ",
                        "ordering": ["-offered_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Instalment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "plan",
                            models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="lần lập kế hoạch"),
                        ),
                        ("due_on", models.DateField(verbose_name="hạn")),
                        ("value", lao_cai_support.web.money.VndField(verbose_name="giá trị")),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instalments",
                                to="donors.pledge",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "đợt thực hiện",
                        "ordering": ["due_on", "pk"],
                    },
                ),
                migrations.AddField(
                    model_name="foreignapproval",
                    name="pledge",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="foreign_approvals",
                        to="donors.pledge",
                        verbose_name="cam kết",
                    ),
                ),
                migrations.CreateModel(
                    name="AllocationEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code, editable=False, max_length=16
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(verbose_name="số lượng")),
                        ("value", lao_cai_support.web.money.VndField(verbose_name="giá trị")),
                        ("delivered", models.PositiveIntegerField(default=0, verbose_name="đã trao")),
                        ("confirmed", models.PositiveIntegerField(default=0, verbose_name="đã xác nhận")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Đề xuất"),
                                    ("reserved", "Đã giữ chỗ"),
                                    ("fulfilled", "Đã trao"),
                                    ("released", "Đã hủy"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                        ("locked", models.BooleanField(default=False, verbose_name="đã khóa")),
                        (
                            "need",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="children.need",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="donors.allocation",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.matchrun",
                            ),
                        ),
                        (
                            "pledge",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.pledge",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="allocation",
                    name="pledge",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="donors.pledge"
                    ),
                ),
                migrations.CreateModel(
                    name="PledgeDecline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("declined_on", models.DateField(verbose_name="ngày")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="declines", to="donors.pledge"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "xã từ chối cam kết",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code, editable=False, max_length=16
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("money", "Tiền"), ("goods", "Hiện vật")],
                                max_length=5,
                                verbose_name="hình thức",
                            ),
                        ),
                        (
                            "sizes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=10),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="cỡ",
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượng")),
                        (
                            "unit_value",
                            lao_cai_support.web.money.VndField(blank=True, null=True, verbose_name="đơn giá"),
                        ),
                        ("value", lao_cai_support.web.money.VndField(verbose_name="giá trị")),
                        (
                            "route",
                            models.CharField(
                                choices=[("fund", "qua Quỹ"), ("direct", "nhà tài trợ trao trực tiếp")],
                                default="fund",
                                max_length=6,
                                verbose_name="cách trao",
                            ),
                        ),
                        ("agreement_no", models.CharField(blank=True, max_length=60, verbose_name="số thỏa thuận")),
                        ("offered_on", models.DateField(verbose_name="ngày ngỏ ý")),
                        ("accepted_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                        ("available_from", models.DateField(verbose_name="có từ ngày")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "Mới ngỏ ý"),
                                    ("accepted", "Đã ký thỏa thuận"),
                                    ("fulfilled", "Đã nhận đủ"),
                                    ("refused", "Không nhận"),
                                    ("withdrawn", "Đã rút"),
                                    ("written_off", "Không thực hiện"),
                                ],
                                default="offered",
                                max_length=12,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "used",
                            models.BooleanField(db_default=False, default=False, verbose_name="hàng đã qua sử dụng"),
                        ),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="hạn dùng")),
                        (
                            "quality_papers",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=300,
                                verbose_name="giấy chất lượng kèm theo",
                            ),
                        ),
                        (
                            "anonymous",
                            models.BooleanField(db_default=False, default=False, verbose_name="không nêu tên"),
                        ),
                        (
                            "plan",
                            models.PositiveSmallIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="lần lập kế hoạch"
                            ),
                        ),
                        (
                            "written_off",
                            lao_cai_support.web.money.VndField(
                                db_default=0, default=0, editable=False, verbose_name="phần không thực hiện"
                            ),
                        ),
                        (
                            "received_quantity",
                            models.PositiveIntegerField(
                                db_default=0, default=0, editable=False, verbose_name="đã nhận"
                            ),
                        ),
                        (
                            "received_value",
                            lao_cai_support.web.money.VndField(
                                db_default=0, default=0, editable=False, verbose_name="giá trị đã nhận"
                            ),
                        ),
                        (
                            "allocated_quantity",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="đã phân bổ"),
                        ),
                        (
                            "allocated_value",
                            lao_cai_support.web.money.VndField(
                                default=0, editable=False, verbose_name="giá trị đã phân bổ"
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.campaign",
                                verbose_name="chiến dịch",
                            ),
                        ),
                        (
                            "donor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.donor",
                                verbose_name="nhà tài trợ",
                            ),
                        ),
                        (
                            "earmark",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.earmark",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="children.item",
                                verbose_name="mặt hàng",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="donors.pledge",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="areas.administrativeunit",
                                verbose_name="đơn vị tiếp nhận",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PledgePaper",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("quality", "giấy chất lượng"),
                                    ("agreement", "thỏa thuận đã ký"),
                                    ("other", "giấy tờ khác"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=120, verbose_name="tên giấy tờ")),
                        ("stored", models.CharField(max_length=120)),
                        ("ending", models.CharField(max_length=5)),
                        ("sha256", models.CharField(max_length=64)),
                        ("uploaded_on", models.DateField(verbose_name="ngày tải lên")),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="donors.pledge"
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "giấy tờ của cam kết",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeReminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="hạn")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("soon", "sắp đến hạn"), ("late", "quá hạn")],
                                max_length=4,
                                verbose_name="loại",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="ngày")),
                        ("mailed", models.BooleanField(default=False, verbose_name="có gửi thư")),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders",
                                to="donors.pledge",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lần nhắc",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PublicOffer",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("agency", "Cơ quan"),
                                    ("unit", "Đơn vị sự nghiệp"),
                                    ("company", "Công ty"),
                                    ("enterprise", "Doanh nghiệp khác, hợp tác xã"),
                                    ("producer", "Cơ sở sản xuất, kinh doanh"),
                                    ("household", "Hộ kinh doanh"),
                                    ("fund", "Quỹ xã hội, quỹ từ thiện"),
                                    ("union", "Công đoàn, hội, đoàn thể và quỹ của họ"),
                                    ("foreign", "Tổ chức nước ngoài"),
                                    ("person", "Cá nhân, hộ gia đình"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        ("email", models.EmailField(max_length=254, verbose_name="thư điện tử")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                        (
                            "form",
                            models.CharField(
                                choices=[("money", "Tiền"), ("goods", "Hiện vật")],
                                max_length=5,
                                verbose_name="hình thức",
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượng")),
                        ("value", lao_cai_support.web.money.VndField(blank=True, null=True, verbose_name="số tiền")),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="lời nhắn")),
                        ("anonymous", models.BooleanField(default=False, verbose_name="không nêu tên")),
                        ("language", models.CharField(max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "Chờ xác nhận thư"),
                                    ("confirmed", "Chờ tiếp nhận"),
                                    ("taken", "Đã tiếp nhận"),
                                    ("dropped", "Không tiếp nhận"),
                                ],
                                default="sent",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(verbose_name="gửi lúc")),
                        ("confirmed_at", models.DateTimeField(null=True, verbose_name="xác nhận lúc")),
                        ("handled_on", models.DateField(null=True, verbose_name="ngày xử lý")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offers",
                                to="donors.campaign",
                            ),
                        ),
                        (
                            "handled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="children.item",
                                verbose_name="mặt hàng",
                            ),
                        ),
                        (
                            "pledge",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offer",
                                to="donors.pledge",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lời hứa từ trang công khai",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterImport",
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
                        ("issuer", models.CharField(max_length=160, verbose_name="nơi lập danh sách")),
                        ("list_day", models.DateField(verbose_name="danh sách tính đến ngày")),
                        ("file_name", models.CharField(max_length=200, verbose_name="tệp")),
                        ("file_hash", models.CharField(max_length=64)),
                        ("stored_file", models.CharField(blank=True, max_length=200)),
                        ("columns", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Đang đọc"),
                                    ("preview", "Chờ xem trước"),
                                    ("committed", "Đã ghi"),
                                    ("undone", "Đã hoàn tác"),
                                    ("discarded", "Đã bỏ"),
                                    ("failed", "Không đọc được"),
                                ],
                                default="reading",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("created_at", models.DateTimeField()),
                        ("committed_at", models.DateTimeField(null=True)),
                        (
                            "committed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lần nhập danh sách cơ sở",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterRow",
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
                        ("sheet", models.CharField(max_length=60, verbose_name="trang tính")),
                        ("row", models.PositiveIntegerField(verbose_name="dòng")),
                        ("raw", models.JSONField(default=list)),
                        ("name", models.CharField(blank=True, max_length=200, verbose_name="tên")),
                        ("folded", models.CharField(blank=True, max_length=200)),
                        ("sort_key", models.CharField(blank=True, max_length=420)),
                        ("kind", models.CharField(blank=True, max_length=10, verbose_name="loại")),
                        ("tax_code", models.CharField(blank=True, max_length=14, verbose_name="mã số thuế")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        ("since", models.DateField(null=True, verbose_name="thành lập")),
                        ("until", models.DateField(null=True, verbose_name="ngừng hoạt động")),
                        ("problems", models.JSONField(default=list)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("new", "Mới"),
                                    ("update", "Cập nhật"),
                                    ("duplicate", "Có thể trùng"),
                                    ("error", "Lỗi"),
                                ],
                                max_length=10,
                                verbose_name="kết quả",
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "chưa quyết định"),
                                    ("same", "là một, cập nhật"),
                                    ("apart", "là nơi khác, ghi mới"),
                                    ("skip", "không ghi"),
                                ],
                                max_length=6,
                                verbose_name="quyết định",
                            ),
                        ),
                        ("by_tax_code", models.BooleanField(default=False)),
                        ("before", models.JSONField(null=True)),
                        (
                            "found",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="donors.establishment",
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="donors.donor",
                            ),
                        ),
                        (
                            "register_import",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="donors.registerimport",
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
                            "written",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="donors.establishment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dòng danh sách cơ sở",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Replan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("plan", models.PositiveSmallIntegerField()),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("on", models.DateField(verbose_name="ngày")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="replans", to="donors.pledge"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lần đổi kế hoạch",
                        "ordering": ["-plan"],
                    },
                ),
                migrations.CreateModel(
                    name="SponsorCode",
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
                        ("made_on", models.DateField(verbose_name="ngày cấp")),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsor_codes",
                                to="children.child",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mã đỡ đầu",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Sponsorship",
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
                            "route",
                            models.CharField(
                                choices=[("fund", "qua Quỹ"), ("direct", "nhà đỡ đầu trao trực tiếp")],
                                default="fund",
                                max_length=6,
                                verbose_name="cách trao",
                            ),
                        ),
                        ("monthly", lao_cai_support.web.money.VndField(verbose_name="mỗi tháng")),
                        (
                            "due_day",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(28),
                                ],
                                verbose_name="ngày góp hằng tháng",
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        ("terms", models.CharField(max_length=300, verbose_name="dùng vào việc")),
                        ("others_seen", models.PositiveSmallIntegerField(verbose_name="số người đỡ đầu khác khi lập")),
                        ("doubles_checked_on", models.DateField(null=True, verbose_name="đã soát trùng ngày")),
                        ("agreement_no", models.CharField(blank=True, max_length=60, verbose_name="số thỏa thuận")),
                        ("signed_on", models.DateField(null=True, verbose_name="ngày ký")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Chờ ký"),
                                    ("active", "Đang đỡ đầu"),
                                    ("stopped", "Đã dừng chi, chờ quyết định"),
                                    ("ended", "Đã kết thúc"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "stop_cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("moved", "trẻ chuyển nơi ở"),
                                    ("died", "trẻ đã mất"),
                                    ("left_school", "trẻ bỏ học"),
                                    ("file_ended", "hồ sơ của trẻ đã kết thúc"),
                                    ("consent", "gia đình hoặc trẻ rút sự đồng ý"),
                                    ("office", "cơ quan tạm dừng"),
                                ],
                                max_length=12,
                                verbose_name="lý do dừng",
                            ),
                        ),
                        ("stopped_on", models.DateField(null=True, verbose_name="dừng từ ngày")),
                        (
                            "skipped_months",
                            models.PositiveSmallIntegerField(default=0, verbose_name="số tháng đã dừng"),
                        ),
                        ("told", models.CharField(blank=True, max_length=500, verbose_name="lời báo cho nhà đỡ đầu")),
                        ("told_on", models.DateField(null=True, verbose_name="ngày báo")),
                        ("ended_on", models.DateField(null=True, verbose_name="kết thúc ngày")),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do kết thúc")),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsorships",
                                to="children.child",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsorships",
                                to="children.consent",
                            ),
                        ),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsorships",
                                to="donors.donor",
                                verbose_name="nhà đỡ đầu",
                            ),
                        ),
                        (
                            "doubles_checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "earmark",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsorships",
                                to="donors.earmark",
                            ),
                        ),
                        (
                            "known_as",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="donors.sponsorcode",
                                verbose_name="mã đỡ đầu",
                            ),
                        ),
                        (
                            "told_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.administrativeunit",
                                verbose_name="cơ quan ký",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thỏa thuận đỡ đầu",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SponsorshipEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code, editable=False, max_length=16
                            ),
                        ),
                        (
                            "route",
                            models.CharField(
                                choices=[("fund", "qua Quỹ"), ("direct", "nhà đỡ đầu trao trực tiếp")],
                                default="fund",
                                max_length=6,
                                verbose_name="cách trao",
                            ),
                        ),
                        ("monthly", lao_cai_support.web.money.VndField(verbose_name="mỗi tháng")),
                        (
                            "due_day",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(28),
                                ],
                                verbose_name="ngày góp hằng tháng",
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        ("terms", models.CharField(max_length=300, verbose_name="dùng vào việc")),
                        ("others_seen", models.PositiveSmallIntegerField(verbose_name="số người đỡ đầu khác khi lập")),
                        ("doubles_checked_on", models.DateField(null=True, verbose_name="đã soát trùng ngày")),
                        ("agreement_no", models.CharField(blank=True, max_length=60, verbose_name="số thỏa thuận")),
                        ("signed_on", models.DateField(null=True, verbose_name="ngày ký")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Chờ ký"),
                                    ("active", "Đang đỡ đầu"),
                                    ("stopped", "Đã dừng chi, chờ quyết định"),
                                    ("ended", "Đã kết thúc"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "stop_cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("moved", "trẻ chuyển nơi ở"),
                                    ("died", "trẻ đã mất"),
                                    ("left_school", "trẻ bỏ học"),
                                    ("file_ended", "hồ sơ của trẻ đã kết thúc"),
                                    ("consent", "gia đình hoặc trẻ rút sự đồng ý"),
                                    ("office", "cơ quan tạm dừng"),
                                ],
                                max_length=12,
                                verbose_name="lý do dừng",
                            ),
                        ),
                        ("stopped_on", models.DateField(null=True, verbose_name="dừng từ ngày")),
                        (
                            "skipped_months",
                            models.PositiveSmallIntegerField(default=0, verbose_name="số tháng đã dừng"),
                        ),
                        ("told", models.CharField(blank=True, max_length=500, verbose_name="lời báo cho nhà đỡ đầu")),
                        ("told_on", models.DateField(null=True, verbose_name="ngày báo")),
                        ("ended_on", models.DateField(null=True, verbose_name="kết thúc ngày")),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do kết thúc")),
                        (
                            "child",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="children.child",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="children.consent",
                            ),
                        ),
                        (
                            "donor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.donor",
                                verbose_name="nhà đỡ đầu",
                            ),
                        ),
                        (
                            "doubles_checked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "earmark",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.earmark",
                            ),
                        ),
                        (
                            "known_as",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="donors.sponsorcode",
                                verbose_name="mã đỡ đầu",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="donors.sponsorship",
                            ),
                        ),
                        (
                            "told_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="areas.administrativeunit",
                                verbose_name="cơ quan ký",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SponsorshipNote",
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
                        ("text", models.TextField(max_length=2000, verbose_name="tình hình của trẻ")),
                        ("shown", models.TextField(blank=True, max_length=2000, verbose_name="lời nhà đỡ đầu đọc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("written", "Chờ cán bộ xem"),
                                    ("cleared", "Nhà đỡ đầu được đọc"),
                                    ("held_back", "Không gửi"),
                                ],
                                default="written",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("written_on", models.DateField(verbose_name="ngày viết")),
                        ("decided_on", models.DateField(null=True, verbose_name="ngày xem")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sponsorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="donors.sponsorship",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tin về trẻ được đỡ đầu",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SponsorshipPayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("received", "Quỹ đã nhận"),
                                    ("paid", "Quỹ đã chi cho trẻ"),
                                    ("direct", "trao trực tiếp (ghi nhớ)"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("day", models.DateField(verbose_name="ngày")),
                        ("amount", models.BigIntegerField(verbose_name="số tiền")),
                        ("entry_key", models.CharField(max_length=80, null=True, unique=True)),
                        ("paper", models.CharField(max_length=120, verbose_name="giấy tờ")),
                        (
                            "corrects",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="donors.sponsorshippayment",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sponsorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="donors.sponsorship",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "khoản đỡ đầu",
                        "ordering": ["day", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="WriteOff",
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
                        ("value", lao_cai_support.web.money.VndField(verbose_name="giá trị")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Chờ duyệt"), ("done", "Đã duyệt"), ("refused", "Không duyệt")],
                                default="asked",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("asked_on", models.DateField(verbose_name="ngày đề nghị")),
                        ("decided_on", models.DateField(null=True, verbose_name="ngày quyết định")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="trả lời")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="write_offs",
                                to="donors.pledge",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "đề nghị ghi không thực hiện",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="activityinvite",
                    constraint=models.UniqueConstraint(
                        fields=("activity", "school", "class_name", "village"),
                        name="activity_invited_once",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activityinvite",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("school__isnull", False), ("village__isnull", True)),
                            models.Q(("class_name", ""), ("school__isnull", True), ("village__isnull", False)),
                            _connector="OR",
                        ),
                        name="activity_invites_class_or_village",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.UniqueConstraint(fields=("activity", "child"), name="attendance_once"),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding__in", ["", "well"]), ("need__isnull", True), ("referral__isnull", True)),
                            models.Q(
                                ("came", True), ("finding", "need"), ("need__isnull", False), ("referral__isnull", True)
                            ),
                            models.Q(
                                ("came", True),
                                ("finding", "referral"),
                                ("need__isnull", True),
                                ("referral__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="attendance_finding_is_followed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("finding", ""), ("came", True), _connector="OR"),
                        name="attendance_found_of_who_came",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="invited",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM donors_activityinvite i JOIN donors_activity a ON a.id = i.activity_id\n                        JOIN children_child c ON c.id = NEW.child_id\n                        WHERE a.id = NEW.activity_id AND a.state IN ('published', 'held')\n                          AND (i.village_id = c.village_id\n                               OR (i.school_id = c.school_id AND i.class_name IN ('', c.class_name)))) THEN\n                        RAISE EXCEPTION 'only who is invited to a published activity attends'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_invited';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="938cd7ad9e1fda18010afc0cb815ac80484e168c",
                            operation="INSERT",
                            pgid="pgtrigger_invited_e7463",
                            table="donors_attendance",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("target__gt", 0)), name="campaign_target_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "closed", "settled"])),
                        name="campaign_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["ordinary", "urgent"])), name="campaign_kind_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "ordinary"),
                            (
                                "valid__endswith__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("valid__startswith"), "+", models.Value(datetime.timedelta(days=90))
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="campaign_urgent_is_short",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "settled"), _negated=True),
                            models.Q(("results", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="campaign_settled_with_words",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("picture", ""),
                            models.Q(
                                ("picture_checked_by__isnull", False), models.Q(("picture_alt", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="campaign_picture_was_looked_at",
                    ),
                ),
                migrations.AddIndex(
                    model_name="donor",
                    index=django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("folded"), name="gin_trgm_ops"),
                        name="donor_folded_trgm",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donor",
                    constraint=models.UniqueConstraint(
                        fields=("tax_code",),
                        name="donor_tax_code_once",
                        violation_error_message="Mã số thuế này đã có ở một nhà tài trợ khác.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("tax_code__isnull", True),
                            ("tax_code__regex", "^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$"),
                            _connector="OR",
                        ),
                        name="donor_tax_code_form",
                        violation_error_message="Mã số thuế có 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "agency",
                                    "unit",
                                    "company",
                                    "enterprise",
                                    "producer",
                                    "household",
                                    "fund",
                                    "union",
                                    "foreign",
                                    "person",
                                ],
                            )
                        ),
                        name="donor_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("archived", True), models.Q(("merged_into", models.F("id")), _negated=True)),
                            _connector="OR",
                        ),
                        name="donor_merged_is_put_aside",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="donor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="merged_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.merged_into_id IS NOT NULL)",
                            func="\n                    IF EXISTS (SELECT 1 FROM donors_donor WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)\n                       OR EXISTS (SELECT 1 FROM donors_donor WHERE merged_into_id = NEW.id) THEN\n                        RAISE EXCEPTION 'a merged donor leads to one that stands' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="600016eff108b5ce93e6583f26305b2b2ca90e7b",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_merged_once_cba7e",
                            table="donors_donor",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="donor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."archived" IS DISTINCT FROM (NEW."archived") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_public" IS DISTINCT FROM (NEW."name_public") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."sort_key" IS DISTINCT FROM (NEW."sort_key") OR OLD."tax_code" IS DISTINCT FROM (NEW."tax_code"))',
                            func='INSERT INTO "donors_donorevent" ("address", "archived", "code", "id", "kind", "merged_into_id", "name", "name_public", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "sort_key", "tax_code") VALUES (OLD."address", OLD."archived", OLD."code", OLD."id", OLD."kind", OLD."merged_into_id", OLD."name", OLD."name_public", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."since", OLD."sort_key", OLD."tax_code"); RETURN NULL;',
                            hash="60ee56d9dc837f39f54ab8f72e7c99bec39140da",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9c475",
                            table="donors_donor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="donor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "donors_donorevent" ("address", "archived", "code", "id", "kind", "merged_into_id", "name", "name_public", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "sort_key", "tax_code") VALUES (OLD."address", OLD."archived", OLD."code", OLD."id", OLD."kind", OLD."merged_into_id", OLD."name", OLD."name_public", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."since", OLD."sort_key", OLD."tax_code"); RETURN NULL;',
                            hash="68d5771bef9b73e4baa93e496e829fdeed5fa0a8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ce73a",
                            table="donors_donor",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="approach",
                    index=models.Index(
                        condition=models.Q(("next_done_on__isnull", True)),
                        fields=["next_on"],
                        name="approach_step_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="approach",
                    index=models.Index(fields=["unit", "on"], name="approach_unit_on"),
                ),
                migrations.AddConstraint(
                    model_name="approach",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["waiting", "agreed", "declined"])),
                        name="approach_outcome_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approach",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["letter", "phone", "meeting", "event", "list", "online", "other"])
                        ),
                        name="approach_channel_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approach",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("mobiliser", ""), _negated=True), name="approach_by_a_named_person"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approach",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_done_on__isnull", True), ("next_on__isnull", True), ("next_step", "")),
                            models.Q(
                                models.Q(("next_step", ""), _negated=True),
                                ("next_on__gte", models.F("on")),
                                ("next_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="approach_step_with_its_day",
                    ),
                ),
                migrations.AddIndex(
                    model_name="activity",
                    index=models.Index(fields=["unit", "state"], name="activity_unit_state"),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["health", "meal", "milk", "play", "culture", "venue"])),
                        name="activity_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "published", "held", "cancelled"])),
                        name="activity_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("valid__endswith__isnull", False), ("valid__startswith__isnull", False)),
                        name="activity_has_an_end",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "venue"), _negated=True),
                            models.Q(("school__isnull", False), models.Q(("lent_paper", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="activity_venue_is_lent",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("cost_memo", 0),
                            models.Q(
                                ("cost_memo__gt", 0),
                                ("partner__isnull", False),
                                models.Q(("cost_paper", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="activity_memo_has_a_paper",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="activity_cancelled_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donoraccess",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), ("donor", "="), ("valid", "&&")], name="donor_access_no_overlap"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donormerge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True), name="donor_merge_of_two"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donormerge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="donor_merge_for_a_reason"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donormerge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_by__isnull", True), ("undone_on__isnull", True)),
                            models.Q(("undone_by__isnull", False), ("undone_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="donor_merge_undone_by_someone",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donormerge",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("undone_on__isnull", True)), fields=("gone",), name="donor_merged_away_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="earmark",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("age_from__isnull", True),
                            ("age_to__isnull", True),
                            ("age_from__lte", models.F("age_to")),
                            _connector="OR",
                        ),
                        name="earmark_ages_ordered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="earmark",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("leftover__in", ["same", "ask", "general", "return"])),
                        name="earmark_leftover_value",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="earmark",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3adb52981f1400966b8a86f7001de129540f636d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_464fb",
                            table="donors_earmark",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="establishment",
                    index=django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("folded"), name="gin_trgm_ops"),
                        name="establishment_folded_trgm",
                    ),
                ),
                migrations.AddIndex(
                    model_name="establishment",
                    index=models.Index(fields=["folded"], name="establishment_folded"),
                ),
                migrations.AddConstraint(
                    model_name="establishment",
                    constraint=models.UniqueConstraint(fields=("tax_code",), name="establishment_tax_code_once"),
                ),
                migrations.AddConstraint(
                    model_name="establishment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("tax_code__isnull", True),
                            ("tax_code__regex", "^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$"),
                            _connector="OR",
                        ),
                        name="establishment_tax_code_form",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="establishment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "agency",
                                    "unit",
                                    "company",
                                    "enterprise",
                                    "producer",
                                    "household",
                                    "fund",
                                    "union",
                                    "foreign",
                                ],
                            )
                        ),
                        name="establishment_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="establishment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="establishment_lived"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="establishment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."donor_id" IS DISTINCT FROM (NEW."donor_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."sort_key" IS DISTINCT FROM (NEW."sort_key") OR OLD."tax_code" IS DISTINCT FROM (NEW."tax_code") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."valid" IS DISTINCT FROM (NEW."valid"))',
                            func='INSERT INTO "donors_establishmentevent" ("address", "code", "donor_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key", "tax_code", "unit_id", "valid") VALUES (OLD."address", OLD."code", OLD."donor_id", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sort_key", OLD."tax_code", OLD."unit_id", OLD."valid"); RETURN NULL;',
                            hash="6ccd7114ec86391b71929cb6eab5d967649d184e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a7975",
                            table="donors_establishment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="establishment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "donors_establishmentevent" ("address", "code", "donor_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key", "tax_code", "unit_id", "valid") VALUES (OLD."address", OLD."code", OLD."donor_id", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sort_key", OLD."tax_code", OLD."unit_id", OLD."valid"); RETURN NULL;',
                            hash="fc3f9b1a52d8a904ea6ec6dbe6c127ebceb7b62c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_bf73a",
                            table="donors_establishment",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignpaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["request", "offer", "status", "goods", "appraisal", "decision", "report", "other"],
                            )
                        ),
                        name="foreign_paper_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="headcount",
                    constraint=models.UniqueConstraint(
                        fields=("activity", "group", "day"), name="head_count_once_a_day", nulls_distinct=False
                    ),
                ),
                migrations.AddConstraint(
                    model_name="headcount",
                    constraint=models.CheckConstraint(condition=models.Q(("heads__lte", 5000)), name="head_count_sane"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="headcount",
                    trigger=pgtrigger.compiler.Trigger(
                        name="within_its_term",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF NOT EXISTS (SELECT 1 FROM donors_activity WHERE id = NEW.activity_id AND valid @> NEW.day\n                                   AND state IN ('published', 'held'))\n                       OR NOT EXISTS (SELECT 1 FROM donors_activityinvite WHERE id = NEW.group_id AND activity_id = NEW.activity_id)\n                          AND NEW.group_id IS NOT NULL THEN\n                        RAISE EXCEPTION 'heads are counted on the days of a published activity'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'head_count_within';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="602cb6ac6554acf5936298606b0e3594a2f07d21",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_within_its_term_e9240",
                            table="donors_headcount",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matchpolicy",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("fairness__in", ["after_priority", "before_priority"])),
                        name="policy_fairness_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matchpolicy",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("committee", ""), _negated=True), models.Q(("document_no", ""), _negated=True)
                        ),
                        name="policy_decided_by_somebody",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="matchpolicy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1ca0ccf72e2ca71842f36c1c36aea2a840a75022",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_49141",
                            table="donors_matchpolicy",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matchrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["solving", "proposed", "submitted", "approved", "discarded", "failed"])
                        ),
                        name="match_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matchrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="match_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matchrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="match_approved_complete",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted", "approved", "published", "evaluated"])),
                        name="plan_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["year", "period"])), name="plan_kind_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("valid__endswith__isnull", False),
                            ("valid__isempty", False),
                            ("valid__startswith__isnull", False),
                        ),
                        name="plan_has_its_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "published", "evaluated"]), _negated=True),
                            models.Q(
                                models.Q(("document_no", ""), _negated=True),
                                ("approved_by__isnull", False),
                                ("approved_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="plan_approved_in_writing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "evaluated"]), _negated=True),
                            models.Q(("published_by__isnull", False), ("published_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_published_by_someone",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "evaluated"), _negated=True),
                            models.Q(
                                models.Q(("evaluation", ""), _negated=True),
                                ("evaluated_by__isnull", False),
                                ("evaluated_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="plan_evaluated_by_someone",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by__isnull", True),
                                models.Q(("approved_by", models.F("drafted_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("published_by__isnull", True),
                                models.Q(("published_by", models.F("drafted_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("evaluated_by__isnull", True),
                                models.Q(("evaluated_by", models.F("drafted_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="plan_not_by_its_drafter",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mobilisationplan",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ["approved", "published", "evaluated"])),
                        expressions=[("unit", "="), ("kind", "="), ("valid", "&&")],
                        name="plan_one_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="networkmembership",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("donor", "="), ("valid", "&&")], name="network_no_overlap"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="networkmembership",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("yearly_value__isnull", True), ("yearly_value__gt", 0), _connector="OR"),
                        name="network_value_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="plantarget",
                    constraint=models.UniqueConstraint(fields=("plan", "area"), name="plan_target_once_an_area"),
                ),
                migrations.AddConstraint(
                    model_name="plantarget",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("need_value__gte", 0), ("target__gte", 0)), name="plan_target_not_negative"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="plantarget",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_while_drafted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (SELECT 1 FROM donors_mobilisationplan\n                               WHERE id = COALESCE(NEW.plan_id, OLD.plan_id) AND state <> 'draft') THEN\n                        RAISE EXCEPTION 'targets change while the plan is drafted' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN COALESCE(NEW, OLD);\n                ",
                            hash="6ad2cbce5944ca02f8cd7dba11fd1bf03c9f7492",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_only_while_drafted_ef2f3",
                            table="donors_plantarget",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="pledge",
                    index=models.Index(fields=["state", "available_from"], name="pledge_state_from"),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("form", "goods"),
                                ("item__isnull", False),
                                ("quantity__gt", 0),
                                ("unit_value__gt", 0),
                                (
                                    "value",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("quantity"), "*", models.F("unit_value")
                                    ),
                                ),
                            ),
                            models.Q(
                                ("form", "money"),
                                ("item__isnull", True),
                                ("quantity__isnull", True),
                                ("unit_value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="pledge_goods_or_money",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("value__gt", 0)), name="pledge_value_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("value__gte", models.F("allocated_value")),
                            models.Q(
                                ("quantity__isnull", True),
                                ("quantity__gte", models.F("allocated_quantity")),
                                _connector="OR",
                            ),
                        ),
                        name="pledge_never_over_allocated",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("form", "money"), ("value__gte", models.F("received_value"))),
                            models.Q(("form", "goods"), ("quantity__gte", models.F("received_quantity"))),
                            _connector="OR",
                        ),
                        name="pledge_never_over_received",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["accepted", "fulfilled"]), ("allocated_value", 0), _connector="OR"
                        ),
                        name="pledge_ended_holds_nothing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("written_off__gte", 0)), name="pledge_written_off_not_negative"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("form", "goods"),
                            models.Q(("expires_on__isnull", True), ("quality_papers", ""), ("used", False)),
                            _connector="OR",
                        ),
                        name="pledge_condition_of_goods",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["offered", "accepted", "fulfilled", "refused", "withdrawn", "written_off"])
                        ),
                        name="pledge_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["refused", "withdrawn", "written_off"]), _negated=True),
                            models.Q(("end_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="pledge_end_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["offered", "refused", "withdrawn"]),
                            ("accepted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="pledge_accepted_day",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pledge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sums_by_triggers",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.allocated_quantity, OLD.allocated_value, OLD.received_quantity, OLD.received_value) IS DISTINCT FROM ROW(NEW.allocated_quantity, NEW.allocated_value, NEW.received_quantity, NEW.received_value))",
                            func="\n    IF pg_trigger_depth() < 2 THEN\n        RAISE EXCEPTION 'what is allocated and received of a pledge is a sum, never written' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="25d71ac58fc1cc89a7a1c4ef0359021c52681f25",
                            operation='UPDATE OF "allocated_quantity", "allocated_value", "received_quantity", "received_value"',
                            pgid="pgtrigger_sums_by_triggers_1d6fe",
                            table="donors_pledge",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pledge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="written_off_by_two",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.state, OLD.written_off) IS DISTINCT FROM ROW(NEW.state, NEW.written_off))",
                            func="\n    IF NEW.state = 'written_off' AND NOT EXISTS (\n        SELECT 1 FROM donors_writeoff WHERE pledge_id = NEW.id AND state = 'done') THEN\n        RAISE EXCEPTION 'a pledge is written off by two people' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.written_off <> OLD.written_off AND NOT EXISTS (\n        SELECT 1 FROM donors_writeoff\n        WHERE pledge_id = NEW.id AND state = 'done' AND value = NEW.written_off - OLD.written_off) THEN\n        RAISE EXCEPTION 'what is written off was decided by two people' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="25b7e7927af1abaf121706080fdb6a54b956938a",
                            operation='UPDATE OF "state", "written_off"',
                            pgid="pgtrigger_written_off_by_two_2ab9b",
                            table="donors_pledge",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pledge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="plan_adds_up",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n    IF EXISTS (\n        SELECT 1 FROM donors_pledge p\n        LEFT JOIN LATERAL (SELECT sum(value) AS total FROM donors_instalment i WHERE i.pledge_id = p.id AND i.plan = p.plan) s ON true\n        WHERE p.id = NEW.id AND (s.total <> p.value + p.written_off OR (s.total IS NULL AND p.plan > 1))) THEN\n        RAISE EXCEPTION 'the instalments of a pledge add up to what was promised' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n",
                            hash="a150f113b37b0e37b3c052a4ab82ac3cca36f275",
                            operation='UPDATE OF "value", "written_off", "plan"',
                            pgid="pgtrigger_plan_adds_up_f514b",
                            table="donors_pledge",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pledge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "donors_pledgeevent" ("accepted_on", "agreement_no", "allocated_quantity", "allocated_value", "anonymous", "available_from", "campaign_id", "code", "donor_id", "earmark_id", "end_reason", "expires_on", "form", "id", "item_id", "offered_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "quality_papers", "quantity", "received_quantity", "received_value", "recorded_by_id", "route", "sizes", "state", "unit_id", "unit_value", "used", "value", "written_off") VALUES (OLD."accepted_on", OLD."agreement_no", OLD."allocated_quantity", OLD."allocated_value", OLD."anonymous", OLD."available_from", OLD."campaign_id", OLD."code", OLD."donor_id", OLD."earmark_id", OLD."end_reason", OLD."expires_on", OLD."form", OLD."id", OLD."item_id", OLD."offered_on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."plan", OLD."quality_papers", OLD."quantity", OLD."received_quantity", OLD."received_value", OLD."recorded_by_id", OLD."route", OLD."sizes", OLD."state", OLD."unit_id", OLD."unit_value", OLD."used", OLD."value", OLD."written_off"); RETURN NULL;',
                            hash="a2a15801e28e2304b9d55cffb4cd9ff8ca71f6e3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0b9c3",
                            table="donors_pledge",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pledge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "donors_pledgeevent" ("accepted_on", "agreement_no", "allocated_quantity", "allocated_value", "anonymous", "available_from", "campaign_id", "code", "donor_id", "earmark_id", "end_reason", "expires_on", "form", "id", "item_id", "offered_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "quality_papers", "quantity", "received_quantity", "received_value", "recorded_by_id", "route", "sizes", "state", "unit_id", "unit_value", "used", "value", "written_off") VALUES (OLD."accepted_on", OLD."agreement_no", OLD."allocated_quantity", OLD."allocated_value", OLD."anonymous", OLD."available_from", OLD."campaign_id", OLD."code", OLD."donor_id", OLD."earmark_id", OLD."end_reason", OLD."expires_on", OLD."form", OLD."id", OLD."item_id", OLD."offered_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan", OLD."quality_papers", OLD."quantity", OLD."received_quantity", OLD."received_value", OLD."recorded_by_id", OLD."route", OLD."sizes", OLD."state", OLD."unit_id", OLD."unit_value", OLD."used", OLD."value", OLD."written_off"); RETURN NULL;',
                            hash="79053d2742cfca8cf71aee48bc8d6d98224b4167",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f214b",
                            table="donors_pledge",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="instalment",
                    constraint=models.UniqueConstraint(
                        fields=("pledge", "plan", "due_on"), name="instalment_once_a_day"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="instalment",
                    constraint=models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="instalment_positive"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="instalment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a9dd0212af6cf708b73e6dbc0003f87265ddfb75",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_957e1",
                            table="donors_instalment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="instalment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="adds_up",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n    IF EXISTS (\n        SELECT 1 FROM donors_pledge p\n        LEFT JOIN LATERAL (SELECT sum(value) AS total FROM donors_instalment i WHERE i.pledge_id = p.id AND i.plan = p.plan) s ON true\n        WHERE p.id = NEW.pledge_id AND (s.total <> p.value + p.written_off OR (s.total IS NULL AND p.plan > 1))) THEN\n        RAISE EXCEPTION 'the instalments of a pledge add up to what was promised' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n",
                            hash="bac36714b255dd6573c611cb76d596e9c4a45646",
                            operation="INSERT",
                            pgid="pgtrigger_adds_up_1db17",
                            table="donors_instalment",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignapproval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "requested",
                                    "appraising",
                                    "appraised",
                                    "approved",
                                    "received",
                                    "reported",
                                    "refused",
                                    "lapsed",
                                ],
                            )
                        ),
                        name="foreign_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignapproval",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["refused", "lapsed"]), _negated=True),
                        fields=("pledge",),
                        name="foreign_one_approval_a_pledge",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignapproval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "received", "reported", "lapsed"]), _negated=True),
                            models.Q(
                                models.Q(("decision_no", ""), _negated=True),
                                ("appraised_on__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="foreign_decided_in_writing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignapproval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("appraised_by__isnull", True),
                                models.Q(("appraised_by", models.F("requested_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_by__isnull", True),
                                models.Q(("decided_by", models.F("requested_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="foreign_asked_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignapproval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("complete_on__isnull", True),
                                ("complete_on__gte", models.F("requested_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("appraised_on__isnull", True),
                                ("appraised_on__gte", models.F("complete_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_on__isnull", True),
                                ("decided_on__gte", models.F("appraised_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("received_on__isnull", True),
                                ("received_on__gte", models.F("decided_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("reported_on__isnull", True),
                                ("reported_on__gte", models.F("received_on")),
                                _connector="OR",
                            ),
                        ),
                        name="foreign_days_in_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignapproval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["received", "reported"]), _negated=True),
                            ("received_on__isnull", False),
                            _connector="OR",
                        ),
                        name="foreign_received_on_a_day",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="foreignapproval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["refused", "lapsed"]), _negated=True),
                            models.Q(("end_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="foreign_ended_for_a_reason",
                    ),
                ),
                migrations.AddIndex(
                    model_name="allocation",
                    index=models.Index(fields=["need", "state"], name="allocation_need_state"),
                ),
                migrations.AddIndex(
                    model_name="allocation",
                    index=models.Index(fields=["pledge", "state"], name="allocation_pledge_state"),
                ),
                migrations.AddConstraint(
                    model_name="allocation",
                    constraint=models.UniqueConstraint(
                        fields=("run", "pledge", "need"), name="allocation_once_per_run"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allocation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("value__gt", 0)), name="allocation_value_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allocation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gte", models.F("delivered")), ("delivered__gte", models.F("confirmed"))
                        ),
                        name="allocation_delivered_within",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allocation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "reserved", "fulfilled", "released"])),
                        name="allocation_state_value",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="allocation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="keep_sums",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE old_live boolean; new_live boolean;",
                            func="\n    old_live := TG_OP <> 'INSERT' AND OLD.state IN ('reserved', 'fulfilled');\n    new_live := TG_OP <> 'DELETE' AND NEW.state IN ('reserved', 'fulfilled');\n    IF TG_OP = 'UPDATE' AND (OLD.need_id, OLD.pledge_id) IS DISTINCT FROM (NEW.need_id, NEW.pledge_id) THEN\n        RAISE EXCEPTION 'an allocation stays with its need and its pledge';\n    END IF;\n    IF NOT (old_live OR new_live) THEN\n        RETURN NULL;\n    END IF;\n    UPDATE donors_pledge SET\n        allocated_quantity = allocated_quantity\n            - CASE WHEN old_live AND form = 'goods' THEN OLD.quantity ELSE 0 END\n            + CASE WHEN new_live AND form = 'goods' THEN NEW.quantity ELSE 0 END,\n        allocated_value = allocated_value\n            - CASE WHEN old_live THEN OLD.value ELSE 0 END\n            + CASE WHEN new_live THEN NEW.value ELSE 0 END\n    WHERE id = COALESCE(NEW.pledge_id, OLD.pledge_id);\n    UPDATE children_need SET\n        reserved = reserved\n            - CASE WHEN old_live THEN OLD.quantity - OLD.delivered ELSE 0 END\n            + CASE WHEN new_live THEN NEW.quantity - NEW.delivered ELSE 0 END,\n        delivered = children_need.delivered\n            - CASE WHEN old_live THEN OLD.delivered ELSE 0 END\n            + CASE WHEN new_live THEN NEW.delivered ELSE 0 END,\n        confirmed = children_need.confirmed\n            - CASE WHEN old_live THEN OLD.confirmed ELSE 0 END\n            + CASE WHEN new_live THEN NEW.confirmed ELSE 0 END\n    WHERE id = COALESCE(NEW.need_id, OLD.need_id);\n    RETURN NULL;\n",
                            hash="083764569eb1272ee6a4a061dc6dc8194cad7f18",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_keep_sums_79b23",
                            table="donors_allocation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="allocation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "donors_allocationevent" ("code", "confirmed", "delivered", "id", "locked", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pledge_id", "quantity", "reasons", "run_id", "state", "value") VALUES (OLD."code", OLD."confirmed", OLD."delivered", OLD."id", OLD."locked", OLD."need_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."pledge_id", OLD."quantity", OLD."reasons", OLD."run_id", OLD."state", OLD."value"); RETURN NULL;',
                            hash="8ecb456660377d37c8094da9b959b3a8c37acf17",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_15722",
                            table="donors_allocation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="allocation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "donors_allocationevent" ("code", "confirmed", "delivered", "id", "locked", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pledge_id", "quantity", "reasons", "run_id", "state", "value") VALUES (OLD."code", OLD."confirmed", OLD."delivered", OLD."id", OLD."locked", OLD."need_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pledge_id", OLD."quantity", OLD."reasons", OLD."run_id", OLD."state", OLD."value"); RETURN NULL;',
                            hash="b40851919f363de830c671ee08d7a241a7b8f835",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0f3fa",
                            table="donors_allocation",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledgedecline",
                    constraint=models.UniqueConstraint(fields=("pledge", "unit"), name="pledge_declined_once"),
                ),
                migrations.AddConstraint(
                    model_name="pledgedecline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="pledge_decline_reason"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledgepaper",
                    constraint=models.UniqueConstraint(fields=("pledge", "sha256"), name="pledge_paper_once"),
                ),
                migrations.AddConstraint(
                    model_name="pledgepaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["quality", "agreement", "other"])),
                        name="pledge_paper_kind_value",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pledgepaper",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9e1735a3bada00c0c4b4c0c1b05cff675dcb1180",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_b7256",
                            table="donors_pledgepaper",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pledgereminder",
                    constraint=models.UniqueConstraint(fields=("pledge", "due_on", "kind"), name="reminder_once"),
                ),
                migrations.AddConstraint(
                    model_name="pledgereminder",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["soon", "late"])), name="reminder_kind_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="publicoffer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("form", "goods"), ("item__isnull", False), ("quantity__gt", 0), ("value__isnull", True)
                            ),
                            models.Q(
                                ("form", "money"), ("item__isnull", True), ("quantity__isnull", True), ("value__gt", 0)
                            ),
                            _connector="OR",
                        ),
                        name="offer_goods_or_money",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="publicoffer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True),
                                ("handled_by__isnull", True),
                                ("pledge__isnull", True),
                                ("state", "sent"),
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("handled_by__isnull", True),
                                ("pledge__isnull", True),
                                ("state", "confirmed"),
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("handled_by__isnull", False),
                                ("pledge__isnull", False),
                                ("state", "taken"),
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("handled_by__isnull", False),
                                ("pledge__isnull", True),
                                ("state", "dropped"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="offer_handled",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="publicoffer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="handled_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.state IN ('taken', 'dropped'))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9938f1479879860a8f57b9c7ab6f7ee110059ada",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_handled_is_final_e3a03",
                            table="donors_publicoffer",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registerimport",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "committed")), fields=("file_hash",), name="register_file_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registerimport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["reading", "preview", "committed", "undone", "discarded", "failed"])
                        ),
                        name="register_state_value",
                    ),
                ),
                migrations.AddIndex(
                    model_name="registerrow",
                    index=models.Index(fields=["register_import", "status"], name="register_row_status"),
                ),
                migrations.AddConstraint(
                    model_name="registerrow",
                    constraint=models.UniqueConstraint(
                        fields=("register_import", "sheet", "row"), name="register_row_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registerrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("status__in", ["new", "update", "duplicate", "error"])),
                        name="register_row_status_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registerrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "same", "apart", "skip"])),
                        name="register_row_decision_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="replan",
                    constraint=models.UniqueConstraint(fields=("pledge", "plan"), name="replan_once"),
                ),
                migrations.AddConstraint(
                    model_name="replan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="replan_says_why"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="replan",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="024d3aaf7b33464cbb6068756cf699bf9a97a8d3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_903e0",
                            table="donors_replan",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorcode",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b9ccb392488bbad7a183fc239ef660bf7daac8e3",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_46060",
                            table="donors_sponsorcode",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorcode",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_another_code",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="b56dc1374e7ec6d24311703bff7d52b483e310b0",
                            operation="UPDATE",
                            pgid="pgtrigger_never_another_code_ff2f0",
                            table="donors_sponsorcode",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorcode",
                    trigger=pgtrigger.compiler.Trigger(
                        name="follows_a_merge_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.child_id <> NEW.child_id)",
                            constraint="CONSTRAINT",
                            func="\n                    IF NOT EXISTS (SELECT 1 FROM children_merge WHERE (gone_id, kept_id) = (OLD.child_id, NEW.child_id)\n                                   OR (kept_id, gone_id) = (OLD.child_id, NEW.child_id)) THEN\n                        RAISE EXCEPTION 'a sponsor code stays with its child'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_code_stays';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="08a15e2cf9d3405d7140cbce54e0be55fefcaf03",
                            operation='UPDATE OF "child_id"',
                            pgid="pgtrigger_follows_a_merge_only_a6e9b",
                            table="donors_sponsorcode",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="sponsorship",
                    index=models.Index(fields=["state", "donor"], name="sponsorship_state_donor"),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("child", "donor"),
                        name="sponsorship_once_per_donor",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("due_day__gte", 1), ("due_day__lte", 28), ("monthly__gt", 0)),
                        name="sponsorship_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "active", "stopped", "ended"])),
                        name="sponsorship_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("route__in", ["fund", "direct"])), name="sponsorship_route_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("signed_on__isnull", True), ("state", "ended")),
                            models.Q(
                                ("consent__isnull", False),
                                ("doubles_checked_on__isnull", False),
                                ("signed_on__isnull", False),
                                ("doubles_checked_by__isnull", False),
                                models.Q(("agreement_no", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sponsorship_signed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stopped"), _negated=True),
                            models.Q(("stopped_on__isnull", False), models.Q(("stop_cause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sponsorship_stopped_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True),
                            models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sponsorship_ended_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorship",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("told", ""), ("told_by__isnull", True), ("told_on__isnull", True)),
                            models.Q(
                                models.Q(("told", ""), _negated=True),
                                ("told_by__isnull", False),
                                ("told_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sponsorship_told_by_a_person",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorship",
                    trigger=pgtrigger.compiler.Trigger(
                        name="others_seen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    PERFORM 1 FROM children_child WHERE id = NEW.child_id FOR UPDATE;\n    IF NEW.others_seen <> (SELECT count(*) FROM donors_sponsorship\n                           WHERE child_id = NEW.child_id AND state IN ('draft', 'active', 'stopped')) THEN\n        RAISE EXCEPTION 'another sponsor was added meanwhile'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_others_seen';\n    END IF;\n    IF NOT EXISTS (SELECT 1 FROM donors_sponsorcode WHERE id = NEW.known_as_id AND child_id = NEW.child_id) THEN\n        RAISE EXCEPTION 'the code is another child''s'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_own_code';\n    END IF;\n    RETURN NEW;\n",
                            hash="fbdd1f78d8c500f1d47231f8de9c4bc389ef2849",
                            operation="INSERT",
                            pgid="pgtrigger_others_seen_5b609",
                            table="donors_sponsorship",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorship",
                    trigger=pgtrigger.compiler.Trigger(
                        name="may_begin",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.state = 'active')",
                            func="\n    IF NOT EXISTS (\n        SELECT 1 FROM children_consent c JOIN donors_donor d ON d.id = NEW.donor_id\n        WHERE c.id = NEW.consent_id AND c.child_id = NEW.child_id AND c.purpose = 'sponsorship' AND c.given\n          AND c.donor_code = d.code AND (c.age < 7 OR c.child_agrees)\n          AND NOT EXISTS (SELECT 1 FROM children_consent w WHERE w.withdraws_id = c.id)) THEN\n        RAISE EXCEPTION 'a sponsorship rests on the consent of the child for this donor'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_with_consent';\n    END IF;\n    IF EXISTS (SELECT 1 FROM children_duplicatepair p JOIN children_child a ON a.id = p.a_id JOIN children_child b ON b.id = p.b_id\n               WHERE NEW.child_id IN (p.a_id, p.b_id) AND p.state = 'open'\n                 AND a.end_reason <> 'merged' AND b.end_reason <> 'merged') THEN\n        RAISE EXCEPTION 'the file of the child may be a double'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_no_double';\n    END IF;\n    IF NOT EXISTS (SELECT 1 FROM children_child WHERE id = NEW.child_id AND state = 'active') THEN\n        RAISE EXCEPTION 'only a child of a verified list is sponsored'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_verified_child';\n    END IF;\n    RETURN NEW;\n",
                            hash="2249acf599029f84cc5da30c8c2814e617771927",
                            operation='INSERT OR UPDATE OF "state", "consent_id"',
                            pgid="pgtrigger_may_begin_53bf1",
                            table="donors_sponsorship",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorship",
                    trigger=pgtrigger.compiler.Trigger(
                        name="ended_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.state = 'ended' AND OLD.child_id = NEW.child_id)",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="0e271ab3c084b668bd4c55770bb5d1e7467fd379",
                            operation="UPDATE",
                            pgid="pgtrigger_ended_stays_ab818",
                            table="donors_sponsorship",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorship",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="919f78b5f94656779dd6c61b84e33082b67eb472",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_a8ddd",
                            table="donors_sponsorship",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorship",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "donors_sponsorshipevent" ("agreement_no", "child_id", "code", "consent_id", "donor_id", "doubles_checked_by_id", "doubles_checked_on", "drafted_by_id", "due_day", "earmark_id", "end_reason", "ended_on", "id", "known_as_id", "monthly", "others_seen", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route", "signed_on", "skipped_months", "state", "stop_cause", "stopped_on", "terms", "told", "told_by_id", "told_on", "unit_id", "valid") VALUES (OLD."agreement_no", OLD."child_id", OLD."code", OLD."consent_id", OLD."donor_id", OLD."doubles_checked_by_id", OLD."doubles_checked_on", OLD."drafted_by_id", OLD."due_day", OLD."earmark_id", OLD."end_reason", OLD."ended_on", OLD."id", OLD."known_as_id", OLD."monthly", OLD."others_seen", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."route", OLD."signed_on", OLD."skipped_months", OLD."state", OLD."stop_cause", OLD."stopped_on", OLD."terms", OLD."told", OLD."told_by_id", OLD."told_on", OLD."unit_id", OLD."valid"); RETURN NULL;',
                            hash="5c372687c9012807914b0eef658eda27476ca686",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_57718",
                            table="donors_sponsorship",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorship",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "donors_sponsorshipevent" ("agreement_no", "child_id", "code", "consent_id", "donor_id", "doubles_checked_by_id", "doubles_checked_on", "drafted_by_id", "due_day", "earmark_id", "end_reason", "ended_on", "id", "known_as_id", "monthly", "others_seen", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route", "signed_on", "skipped_months", "state", "stop_cause", "stopped_on", "terms", "told", "told_by_id", "told_on", "unit_id", "valid") VALUES (OLD."agreement_no", OLD."child_id", OLD."code", OLD."consent_id", OLD."donor_id", OLD."doubles_checked_by_id", OLD."doubles_checked_on", OLD."drafted_by_id", OLD."due_day", OLD."earmark_id", OLD."end_reason", OLD."ended_on", OLD."id", OLD."known_as_id", OLD."monthly", OLD."others_seen", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."route", OLD."signed_on", OLD."skipped_months", OLD."state", OLD."stop_cause", OLD."stopped_on", OLD."terms", OLD."told", OLD."told_by_id", OLD."told_on", OLD."unit_id", OLD."valid"); RETURN NULL;',
                            hash="d98d229058ab445a486ba5228372859cdb6f1a39",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_db421",
                            table="donors_sponsorship",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorshipnote",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["written", "cleared", "held_back"])),
                        name="sponsor_note_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorshipnote",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", True),
                                ("decided_on__isnull", True),
                                ("shown", ""),
                                ("state", "written"),
                            ),
                            models.Q(
                                models.Q(("state", "written"), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                models.Q(("decided_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sponsor_note_cleared_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorshipnote",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cleared"), _negated=True),
                            models.Q(("shown", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sponsor_note_cleared_words",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorshipnote",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decided_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT (OLD.\"state\" = 'written'))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="073c48fc4caf5dd22471242dd9997c7db1286250",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_decided_stays_03db8",
                            table="donors_sponsorshipnote",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorshippayment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["received", "paid", "direct"])),
                        name="sponsor_payment_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorshippayment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            models.Q(
                                ("amount__lt", 0),
                                models.Q(("corrects__isnull", False), ("entry_key__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="sponsor_payment_amount",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorshippayment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry_key__isnull", True), ("kind", "direct"), ("recorded_by__isnull", False)),
                            models.Q(
                                models.Q(("kind", "direct"), _negated=True),
                                ("corrects__isnull", True),
                                ("entry_key__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sponsor_payment_of_the_ledger",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sponsorshippayment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("paper", ""), _negated=True), name="sponsor_payment_has_a_paper"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorshippayment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="707baf45ad26e93b4029fc738b161b6cc347a1ba",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_94a1a",
                            table="donors_sponsorshippayment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorshippayment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_agreed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE held record; wrong bigint;",
                            func="\n                    SELECT * INTO held FROM donors_sponsorship WHERE id = NEW.sponsorship_id FOR UPDATE;\n                    IF NEW.kind <> 'direct' AND pg_trigger_depth() < 2 THEN\n                        RAISE EXCEPTION 'what went through the fund is written by its ledger'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_by_the_ledger';\n                    END IF;\n                    IF (NEW.kind = 'direct') <> (held.route = 'direct') THEN\n                        RAISE EXCEPTION 'the money goes another way than agreed'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_route';\n                    END IF;\n                    IF NEW.corrects_id IS NOT NULL THEN\n                        SELECT amount INTO wrong FROM donors_sponsorshippayment\n                            WHERE id = NEW.corrects_id AND sponsorship_id = NEW.sponsorship_id;\n                        IF wrong IS DISTINCT FROM -NEW.amount THEN\n                            RAISE EXCEPTION 'a correction takes back the whole row it corrects'\n                                USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_correction';\n                        END IF;\n                    ELSIF NEW.kind <> 'received' AND NEW.amount > 0 AND NOT (held.state = 'active'\n                          OR (NEW.kind = 'direct' AND held.state IN ('stopped', 'ended') AND held.signed_on IS NOT NULL\n                              AND NEW.day < LEAST(held.stopped_on, held.ended_on))) THEN\n                        RAISE EXCEPTION 'nothing is paid out while a sponsorship stands still'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_stopped';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="c0eee1ca40406fb5233be6b6c953f1e0e86055fc",
                            operation="INSERT",
                            pgid="pgtrigger_as_agreed_b1b48",
                            table="donors_sponsorshippayment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sponsorshippayment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_more_than_came",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF (SELECT sum(CASE kind WHEN 'received' THEN amount WHEN 'paid' THEN -amount ELSE 0 END)\n                        FROM donors_sponsorshippayment WHERE sponsorship_id = NEW.sponsorship_id) < 0 THEN\n                        RAISE EXCEPTION 'more is paid out than the sponsor gave'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_covered';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="157b8eec9e5a31e6fdb28e98481f065d7d58cfd3",
                            operation="INSERT",
                            pgid="pgtrigger_never_more_than_came_a62fd",
                            table="donors_sponsorshippayment",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="writeoff",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("pledge",), name="write_off_one_at_a_time"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="writeoff",
                    constraint=models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="write_off_positive"),
                ),
                migrations.AddConstraint(
                    model_name="writeoff",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="write_off_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="writeoff",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="write_off_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="writeoff",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("decided_on__isnull", True), ("state", "asked")),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                ("state__in", ["done", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="write_off_complete",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="writeoff",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decided_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.state <> 'asked')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="fc1b85b8143eed776e60941844e3eaad8d7cd7a4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_decided_is_final_af3dd",
                            table="donors_writeoff",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FOLLOW, NO_FOLLOW),
        migrations.RunSQL(MONTHS, "DROP FUNCTION sponsorship_months"),
        migrations.RunSQL(STOPS, NO_STOPS),
    ]
