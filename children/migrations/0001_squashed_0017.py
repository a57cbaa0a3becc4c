"""The tables as they stand after all steps before, made at once in an empty database."""

import children.models.entry
import children.models.household
import children.querysets.child
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.lookups
import lao_cai_support.web.codes
import lao_cai_support.web.money
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models

from lao_cai_support.web.tables import Tables

# A name as it sounds, given name first. One sound is written in several ways in the highlands: Giàng and Dàng, Sùng and
# Xùng, Mỷ and Mị, Hmông and Mông; đ stays another letter than d. Marks are left out, as vn_fold() does.
NAME_KEY = r"""
CREATE OR REPLACE FUNCTION vn_name_key(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    -- Words behind a space each, so that " x" is an x at the beginning of a word.
    k text := ' ' || lower(public.unaccent('public.unaccent'::regdictionary,
        replace(replace(translate(normalize(value, NFC), '’''`,.-' || chr(160), ''), 'Đ', 'dd'), 'đ', 'dd')));
BEGIN
    k := replace(replace(rtrim(k), '  ', ' '), '  ', ' ');
    k := replace(replace(replace(k, ' hm', ' m'), ' hn', ' n'), ' hl', ' l');
    k := replace(replace(replace(k, ' h m', ' m'), ' ngh', ' ng'), ' tr', ' ch');
    k := replace(replace(k, ' x', ' s'), ' z', ' d');
    k := replace(replace(replace(replace(k, ' gia', ' da'), ' gio', ' do'), ' giu', ' du'), ' gie', ' de');
    k := replace(k, ' gi', ' di');
    k := replace(replace(replace(k, ' kh', ' 1h'), ' k', ' c'), ' 1h', ' kh');
    k := replace(replace(replace(k, 'quy', 'qui'), 'ay', 'a1'), 'uy', 'u1');
    k := translate(k, 'y1', 'iy');
    -- The given name, which stands last, comes first.
    RETURN split_part(k, ' ', -1) || left(k, - 1 - length(split_part(k, ' ', -1)));
END
$$;
"""

# What search looks at for one child; triggers keep children_child.search_text equal to it.
# However many rows one transaction writes, its guardians are looked up by index: a plan made when the table was empty
# would read all of it for each child.
TEXT = r"""
CREATE OR REPLACE FUNCTION child_search_text(full_name text, household bigint, village bigint) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET enable_seqscan = off
AS $$
BEGIN
    RETURN concat(
        ' ', vn_fold(full_name), ' | ',
        -- cut, so that it fits into an index however many they are
        (SELECT left(string_agg(g.folded, ' | ' ORDER BY g.id), 1000)
         FROM children_guardian g WHERE g.household_id = household), ' | ',
        (SELECT v.folded FROM areas_village v WHERE v.id = village), ' ');
END $$;
"""

# Each word, each two neighbours as one word, and all of them once more with the commune before them: within one
# commune nothing of the others is read. In plpgsql, so that it is not taken apart into what looks cheap.
WORDS = r"""
CREATE OR REPLACE FUNCTION child_search_words(search_text text, unit bigint) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 2000
AS $$
DECLARE
    found text[] := '{}';
    here text := unit || 'u';
    last text := '';
    one text;
BEGIN
    FOREACH one IN ARRAY string_to_array(btrim(search_text), ' ') LOOP
        IF one IN ('|', '') THEN
            last := '';
            CONTINUE;
        END IF;
        found := found || one || (here || one);
        IF last <> '' THEN
            found := found || ('0' || last || '0' || one) || (here || '0' || last || '0' || one);
        END IF;
        last := one;
    END LOOP;
    RETURN array_to_tsvector(found);
END $$;
"""

# How often a piece of a name occurs is told well enough to choose between walking along the order and sorting.
MEASURED = "ALTER TABLE children_child ALTER COLUMN search_text SET STATISTICS 1000"

# A village that is renamed: the ground floor knows nothing of children, so its trigger stands here.
VILLAGE = """
CREATE FUNCTION children_found_by_village() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE children_child SET search_text = child_search_text(full_name, household_id, village_id)
    WHERE village_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER children_found_by_village AFTER UPDATE OF folded ON areas_village
    FOR EACH ROW WHEN (OLD.folded IS DISTINCT FROM NEW.folded) EXECUTE FUNCTION children_found_by_village();
"""

NO_VILLAGE = """
DROP TRIGGER IF EXISTS children_found_by_village ON areas_village;
DROP FUNCTION IF EXISTS children_found_by_village();
"""


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("children", "0001_initial"),
        ("children", "0002_villages_and_final_lists"),
        ("children", "0003_residence_triggers_by_statement"),
        ("children", "0004_files_of_children"),
        ("children", "0005_list_imports"),
        ("children", "0006_search_and_documents"),
        ("children", "0007_duplicates"),
        ("children", "0008_entry_grid_and_workbook"),
        ("children", "0009_fewer_indexes"),
        ("children", "0010_order_without_rows"),
        ("children", "0011_assessment_forms_and_grid"),
        ("children", "0012_case_files"),
        ("children", "0013_guardians_without_trigrams"),
        ("children", "0014_assessment_scans"),
        ("children", "0015_bands_and_support_by_decision"),
        ("children", "0016_item_standards"),
        ("children", "0017_ended_needs_hold_nothing"),
    ]

    dependencies = [
        ("web", "0001_extensions"),
        ("areas", "0001_squashed_0002"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(NAME_KEY, "DROP FUNCTION vn_name_key(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION child_search_words(text, bigint)"),
        Tables(
            [
                migrations.CreateModel(
                    name="Assistance",
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
                            "clause",
                            models.CharField(
                                choices=[
                                    ("1", "khoản 1: dưới 16 tuổi không có nguồn nuôi dưỡng"),
                                    ("2", "khoản 2: thuộc khoản 1, đủ 16 tuổi và còn đi học"),
                                    ("6", "khoản 6: khuyết tật nặng, đặc biệt nặng"),
                                    ("7", "khoản 7: dưới 3 tuổi, hộ nghèo, cận nghèo, nơi đặc biệt khó khăn"),
                                ],
                                max_length=1,
                                verbose_name="đối tượng",
                            ),
                        ),
                        ("coefficient", models.PositiveSmallIntegerField(verbose_name="hệ số")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        ("decision", models.CharField(blank=True, max_length=120, verbose_name="quyết định")),
                    ],
                    options={
                        "verbose_name": "trợ cấp xã hội hằng tháng",
                        "ordering": ["-valid"],
                    },
                ),
                migrations.CreateModel(
                    name="ColdBand",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                        ("due", models.CharField(max_length=5, verbose_name="cần trước ngày")),
                        ("listed", models.CharField(max_length=5, verbose_name="danh sách xong trước ngày")),
                        ("frost", models.BooleanField(default=False, verbose_name="rét đậm, sương muối")),
                    ],
                    options={
                        "verbose_name": "vùng rét",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Digest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField(verbose_name="ngày")),
                    ],
                    options={
                        "verbose_name": "thư nhắc việc",
                    },
                ),
                migrations.CreateModel(
                    name="DisabilityDegree",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "mức độ khuyết tật",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DisabilityFinding",
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
                            "types",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=3), size=None, verbose_name="dạng khuyết tật"
                            ),
                        ),
                        (
                            "certificate_no",
                            models.CharField(blank=True, max_length=40, verbose_name="số giấy xác nhận"),
                        ),
                        ("on", models.DateField(verbose_name="ngày cấp")),
                        ("withdrawn", models.BooleanField(default=False, verbose_name="đã hủy")),
                    ],
                    options={
                        "verbose_name": "xác nhận khuyết tật",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="DisabilityType",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "dạng khuyết tật",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DuplicatePair",
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
                        ("weight", models.IntegerField()),
                        ("score", models.PositiveSmallIntegerField(verbose_name="độ giống (%)")),
                        ("evidence", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Chờ xem"), ("not_same", "Không phải một trẻ"), ("merged", "Đã gộp")],
                                default="open",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("found_on", models.DateField(verbose_name="ngày thấy")),
                        ("decided_on", models.DateField(null=True, verbose_name="ngày xử lý")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                    ],
                    options={
                        "verbose_name": "hai hồ sơ có thể trùng",
                        "ordering": ["-weight", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="EntryDraft",
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
                        ("rows", models.JSONField(default=list)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
                    ],
                    options={
                        "verbose_name": "bảng nhập nhanh",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="EthnicGroup",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                        (
                            "other_names",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), default=list, size=None
                            ),
                        ),
                        ("census_code", models.CharField(max_length=2)),
                    ],
                    options={
                        "verbose_name": "dân tộc",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Guardian",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("full_name", models.CharField(max_length=120, verbose_name="họ và tên")),
                        (
                            "folded",
                            models.GeneratedField(
                                db_persist=True,
                                expression=children.models.household.Fold(models.F("full_name")),
                                output_field=models.CharField(max_length=120),
                            ),
                        ),
                        (
                            "name_key",
                            models.GeneratedField(
                                db_persist=True,
                                expression=children.models.household.NameKey(models.F("full_name")),
                                output_field=models.CharField(db_collation="C", max_length=140),
                            ),
                        ),
                        (
                            "relation",
                            models.CharField(
                                choices=[
                                    ("father", "cha"),
                                    ("mother", "mẹ"),
                                    ("grandparent", "ông, bà"),
                                    ("relative", "người thân"),
                                    ("carer", "người chăm sóc"),
                                ],
                                max_length=12,
                                verbose_name="quan hệ",
                            ),
                        ),
                        (
                            "birth_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm sinh"),
                        ),
                        (
                            "job",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=80, verbose_name="nghề nghiệp"
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                        ("deceased", models.BooleanField(default=False, verbose_name="đã mất")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("alive", "còn sống"),
                                    ("missing", "mất tích"),
                                    ("away", "đi làm ăn xa"),
                                    ("unable", "không còn khả năng chăm sóc"),
                                    ("detained", "chấp hành án hoặc ở cơ sở bắt buộc"),
                                ],
                                db_default="alive",
                                default="alive",
                                max_length=10,
                                verbose_name="tình trạng",
                            ),
                        ),
                        (
                            "personal_id",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=12, verbose_name="số định danh"
                            ),
                        ),
                        ("head", models.BooleanField(db_default=False, default=False, verbose_name="chủ hộ")),
                    ],
                    options={
                        "verbose_name": "cha, mẹ, người chăm sóc",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="GuardianEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("full_name", models.CharField(max_length=120, verbose_name="họ và tên")),
                        (
                            "relation",
                            models.CharField(
                                choices=[
                                    ("father", "cha"),
                                    ("mother", "mẹ"),
                                    ("grandparent", "ông, bà"),
                                    ("relative", "người thân"),
                                    ("carer", "người chăm sóc"),
                                ],
                                max_length=12,
                                verbose_name="quan hệ",
                            ),
                        ),
                        (
                            "birth_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm sinh"),
                        ),
                        (
                            "job",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=80, verbose_name="nghề nghiệp"
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                        ("deceased", models.BooleanField(default=False, verbose_name="đã mất")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("alive", "còn sống"),
                                    ("missing", "mất tích"),
                                    ("away", "đi làm ăn xa"),
                                    ("unable", "không còn khả năng chăm sóc"),
                                    ("detained", "chấp hành án hoặc ở cơ sở bắt buộc"),
                                ],
                                db_default="alive",
                                default="alive",
                                max_length=10,
                                verbose_name="tình trạng",
                            ),
                        ),
                        (
                            "personal_id",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=12, verbose_name="số định danh"
                            ),
                        ),
                        ("head", models.BooleanField(db_default=False, default=False, verbose_name="chủ hộ")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Household",
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
                            "number",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=20, verbose_name="số hộ"
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        (
                            "phone",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=12, verbose_name="điện thoại của hộ"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "hộ gia đình",
                    },
                ),
                migrations.CreateModel(
                    name="HouseholdEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "code",
                            lao_cai_support.web.codes.CodeField(
                                default=lao_cai_support.web.codes.random_code, editable=False, max_length=16
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=20, verbose_name="số hộ"
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        (
                            "phone",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=12, verbose_name="điện thoại của hộ"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
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
                        ("fields", models.JSONField(default=dict)),
                        ("problems", models.JSONField(default=list)),
                        ("matches", models.JSONField(default=list)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("new", "Mới"),
                                    ("update", "Cập nhật"),
                                    ("duplicate", "Có thể trùng"),
                                    ("error", "Lỗi"),
                                    ("skipped", "Bỏ qua"),
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
                                    ("", "theo đề xuất"),
                                    ("create", "ghi thành trẻ mới"),
                                    ("update", "cập nhật hồ sơ đã có"),
                                    ("skip", "không ghi"),
                                ],
                                max_length=10,
                                verbose_name="quyết định",
                            ),
                        ),
                        ("take", models.JSONField(default=dict)),
                        ("before", models.JSONField(null=True)),
                    ],
                    options={
                        "verbose_name": "dòng danh sách",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                        ("unit_vi", models.CharField(max_length=30, verbose_name="đơn vị tính")),
                        ("unit_en", models.CharField(blank=True, max_length=30)),
                        (
                            "size_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "không có cỡ"),
                                    ("cloth", "cỡ áo quần (chiều cao, cm)"),
                                    ("shoe", "cỡ giày"),
                                    ("sml", "S/M/L"),
                                ],
                                max_length=10,
                                verbose_name="cỡ",
                            ),
                        ),
                        ("is_money", models.BooleanField(default=False)),
                        ("perishable", models.BooleanField(default=False, verbose_name="có hạn dùng")),
                        ("for_group", models.BooleanField(default=False, verbose_name="cho tập thể")),
                        ("season_deadline", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "verbose_name": "mặt hàng hỗ trợ",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ItemPrice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("unit_value", lao_cai_support.web.money.VndField(verbose_name="đơn giá")),
                        ("source", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "đơn giá",
                    },
                ),
                migrations.CreateModel(
                    name="ItemStandard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(verbose_name="phiên bản")),
                        ("requirements", models.TextField(max_length=1000, verbose_name="thế nào là đạt")),
                        ("least_age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="từ tuổi")),
                        (
                            "most_age",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="đến hết tuổi"),
                        ),
                        (
                            "expiry_left",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="hạn dùng còn ít nhất (ngày)"
                            ),
                        ),
                        ("new_only", models.BooleanField(default=False, verbose_name="chỉ nhận hàng mới")),
                        (
                            "papers",
                            models.CharField(blank=True, max_length=300, verbose_name="giấy chất lượng phải có"),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("decision", models.CharField(max_length=120, verbose_name="văn bản của ngành")),
                        ("made_on", models.DateField(verbose_name="ngày lập")),
                    ],
                    options={
                        "verbose_name": "tiêu chuẩn mặt hàng",
                        "ordering": ["item", "-version"],
                    },
                ),
                migrations.CreateModel(
                    name="ItemSubstitute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "verbose_name": "mặt hàng tương đương",
                    },
                ),
                migrations.CreateModel(
                    name="ListImport",
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
                        ("file_name", models.CharField(max_length=200, verbose_name="tệp")),
                        ("file_hash", models.CharField(max_length=64)),
                        ("stored_file", models.CharField(blank=True, max_length=200)),
                        ("mapping", models.JSONField(default=dict)),
                        ("answers", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Đang đọc"),
                                    ("columns", "Chờ nhận cột"),
                                    ("preview", "Chờ xem trước"),
                                    ("waiting", "Chờ người thứ hai duyệt"),
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
                        ("requested_at", models.DateTimeField(null=True)),
                        ("return_reason", models.CharField(blank=True, max_length=300)),
                        ("returned_file", models.CharField(blank=True, max_length=200)),
                        (
                            "new_villages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        ("followed", models.JSONField(default=list)),
                    ],
                    options={
                        "verbose_name": "lần nhập danh sách",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Measurement",
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
                        ("on", models.DateField(verbose_name="ngày đo")),
                        ("weight_g", models.PositiveIntegerField(blank=True, null=True, verbose_name="cân nặng")),
                        ("height_mm", models.PositiveIntegerField(blank=True, null=True, verbose_name="chiều cao")),
                        ("cloth_size", models.CharField(blank=True, max_length=5, verbose_name="cỡ áo")),
                        ("shoe_size", models.CharField(blank=True, max_length=5, verbose_name="cỡ giày")),
                        (
                            "position",
                            models.CharField(
                                blank=True,
                                choices=[("lying", "nằm"), ("standing", "đứng")],
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="cách đo",
                            ),
                        ),
                        (
                            "nutrition",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("normal", "bình thường"),
                                    ("underweight", "suy dinh dưỡng thể nhẹ cân"),
                                    ("stunted", "suy dinh dưỡng thể thấp còi"),
                                    ("wasted", "suy dinh dưỡng thể gầy còm"),
                                    ("overweight", "thừa cân, béo phì"),
                                ],
                                max_length=12,
                                verbose_name="dinh dưỡng",
                            ),
                        ),
                        ("illness", models.CharField(blank=True, max_length=200, verbose_name="bệnh, dị tật")),
                        ("withdrawn", models.BooleanField(default=False, verbose_name="đã hủy")),
                    ],
                    options={
                        "verbose_name": "lần đo sức khỏe",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
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
                        ("choices", models.JSONField(default=dict)),
                        ("journal", models.JSONField(default=list)),
                        ("merged_at", models.DateTimeField(verbose_name="lúc gộp")),
                        ("undone_at", models.DateTimeField(null=True, verbose_name="lúc hoàn tác")),
                    ],
                    options={
                        "verbose_name": "lần gộp hồ sơ",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Need",
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
                            "group_name",
                            models.CharField(blank=True, max_length=120, verbose_name="nhóm (lớp, điểm trường, thôn)"),
                        ),
                        ("head_count", models.PositiveIntegerField(default=1, verbose_name="số trẻ")),
                        ("size", models.CharField(blank=True, max_length=10, verbose_name="cỡ")),
                        ("quantity", models.PositiveIntegerField(verbose_name="số lượng")),
                        ("unit_value", lao_cai_support.web.money.VndField(verbose_name="đơn giá ước tính")),
                        ("priority", models.PositiveSmallIntegerField(verbose_name="mức ưu tiên")),
                        ("reasons", models.JSONField(default=list)),
                        ("needed_by", models.DateField(verbose_name="cần trước ngày")),
                        ("waiting_since", models.DateField(verbose_name="chờ từ ngày")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Chờ duyệt"),
                                    ("approved", "Đã duyệt"),
                                    ("published", "Đã công bố"),
                                    ("closed", "Đã đóng"),
                                    ("withdrawn", "Đã rút"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("reserved", models.PositiveIntegerField(default=0, editable=False, verbose_name="đã giữ chỗ")),
                        ("delivered", models.PositiveIntegerField(default=0, editable=False, verbose_name="đã trao")),
                        (
                            "confirmed",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="đã xác nhận"),
                        ),
                        ("approved_on", models.DateField(null=True)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        (
                            "sizes",
                            models.JSONField(blank=True, db_default={}, default=dict, verbose_name="số lượng theo cỡ"),
                        ),
                        ("computed_priority", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                        (
                            "override_reason",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=300,
                                verbose_name="lý do đổi mức ưu tiên",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nhu cầu",
                        "ordering": ["priority", "needed_by", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="NeedEvent",
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
                            "group_name",
                            models.CharField(blank=True, max_length=120, verbose_name="nhóm (lớp, điểm trường, thôn)"),
                        ),
                        ("head_count", models.PositiveIntegerField(default=1, verbose_name="số trẻ")),
                        ("size", models.CharField(blank=True, max_length=10, verbose_name="cỡ")),
                        ("quantity", models.PositiveIntegerField(verbose_name="số lượng")),
                        ("unit_value", lao_cai_support.web.money.VndField(verbose_name="đơn giá ước tính")),
                        ("priority", models.PositiveSmallIntegerField(verbose_name="mức ưu tiên")),
                        ("reasons", models.JSONField(default=list)),
                        ("needed_by", models.DateField(verbose_name="cần trước ngày")),
                        ("waiting_since", models.DateField(verbose_name="chờ từ ngày")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Chờ duyệt"),
                                    ("approved", "Đã duyệt"),
                                    ("published", "Đã công bố"),
                                    ("closed", "Đã đóng"),
                                    ("withdrawn", "Đã rút"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("reserved", models.PositiveIntegerField(default=0, editable=False, verbose_name="đã giữ chỗ")),
                        ("delivered", models.PositiveIntegerField(default=0, editable=False, verbose_name="đã trao")),
                        (
                            "confirmed",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="đã xác nhận"),
                        ),
                        ("approved_on", models.DateField(null=True)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        (
                            "sizes",
                            models.JSONField(blank=True, db_default={}, default=dict, verbose_name="số lượng theo cỡ"),
                        ),
                        ("computed_priority", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                        (
                            "override_reason",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=300,
                                verbose_name="lý do đổi mức ưu tiên",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NeedOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("agrees", models.BooleanField(verbose_name="đồng ý")),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="ý kiến")),
                        ("given_on", models.DateField(verbose_name="ngày cho ý kiến")),
                    ],
                    options={
                        "verbose_name": "ý kiến của ngành",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PovertyCategory",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                        ("area", models.CharField(max_length=10, verbose_name="khu vực")),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("poor", models.BooleanField(default=False, verbose_name="nghèo")),
                        ("near_poor", models.BooleanField(default=False, verbose_name="cận nghèo")),
                    ],
                    options={
                        "verbose_name": "diện hộ",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PovertyRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                    ],
                    options={
                        "verbose_name": "diện hộ theo năm",
                    },
                ),
                migrations.CreateModel(
                    name="PovertyRecordEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProtectionCase",
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
                                choices=[("protection", "Vụ việc bảo vệ trẻ em"), ("support", "Kế hoạch hỗ trợ")],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("child_name", models.CharField(blank=True, max_length=120, verbose_name="họ tên trẻ")),
                        ("received_at", models.DateTimeField(verbose_name="tiếp nhận lúc")),
                        ("opened_at", models.DateTimeField(verbose_name="ghi lúc")),
                    ],
                    options={
                        "verbose_name": "vụ việc",
                        "ordering": ["-received_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                                    ("medical", "y tế"),
                                    ("social", "trợ giúp xã hội"),
                                    ("education", "giáo dục, dạy nghề"),
                                    ("legal", "trợ giúp pháp lý"),
                                    ("counselling", "tư vấn, trị liệu tâm lý"),
                                    ("other", "dịch vụ khác"),
                                ],
                                max_length=12,
                                verbose_name="dịch vụ",
                            ),
                        ),
                        ("provider", models.CharField(max_length=160, verbose_name="cơ sở tiếp nhận")),
                        ("handed_to", models.CharField(max_length=120, verbose_name="người nhận bàn giao")),
                        ("on", models.DateField(verbose_name="ngày giới thiệu")),
                        ("note", models.TextField(max_length=2000, verbose_name="nội dung bàn giao")),
                        ("outcome", models.CharField(blank=True, max_length=300, verbose_name="kết quả")),
                        ("outcome_on", models.DateField(null=True, verbose_name="ngày có kết quả")),
                    ],
                    options={
                        "verbose_name": "giới thiệu dịch vụ",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Reopening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="số quyết định")),
                        ("decided_on", models.DateField(verbose_name="ngày quyết định")),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                        ("recorded_on", models.DateField(verbose_name="ngày ghi")),
                    ],
                    options={
                        "verbose_name": "quyết định mở lại danh sách",
                    },
                ),
                migrations.CreateModel(
                    name="Residence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        (
                            "registration",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("permanent", "thường trú"),
                                    ("temporary", "tạm trú"),
                                    ("none", "chưa đăng ký"),
                                ],
                                db_default="",
                                default="",
                                max_length=10,
                                verbose_name="đăng ký cư trú",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nơi ở",
                        "ordering": ["valid"],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField(verbose_name="ngày rà soát")),
                        ("needs_support", models.BooleanField(verbose_name="cần hỗ trợ")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                    ],
                    options={
                        "verbose_name": "lần rà soát",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SealedGrant",
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
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("begins_at", models.DateTimeField(verbose_name="từ")),
                        ("ends_at", models.DateTimeField(verbose_name="đến")),
                        ("emergency", models.BooleanField(default=False, verbose_name="mở khẩn cấp")),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("reviewed_at", models.DateTimeField(null=True)),
                        ("justified", models.BooleanField(null=True, verbose_name="có lý do chính đáng")),
                        ("review_note", models.CharField(blank=True, max_length=300, verbose_name="ý kiến xem lại")),
                    ],
                    options={
                        "verbose_name": "quyền xem hồ sơ niêm phong",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SecondPersonRule",
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
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("decided_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "quy định người thứ hai duyệt danh sách tải lên",
                        "ordering": ["-valid"],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceProvider",
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
                        ("name", models.CharField(max_length=160, verbose_name="tên cơ sở")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("medical", "y tế"),
                                    ("social", "trợ giúp xã hội"),
                                    ("education", "giáo dục, dạy nghề"),
                                    ("legal", "trợ giúp pháp lý"),
                                    ("counselling", "tư vấn, trị liệu tâm lý"),
                                    ("other", "dịch vụ khác"),
                                ],
                                max_length=12,
                                verbose_name="dịch vụ",
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        ("phone", models.CharField(blank=True, max_length=24, verbose_name="điện thoại")),
                        ("hours", models.CharField(blank=True, max_length=120, verbose_name="giờ làm việc")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="ngừng từ")),
                        ("checked_on", models.DateField(verbose_name="kiểm tra lại ngày")),
                    ],
                    options={
                        "verbose_name": "cơ sở dịch vụ",
                        "ordering": ["name", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SheetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dòng của bảng đánh giá in ra",
                    },
                ),
                migrations.CreateModel(
                    name="StateSupport",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                        ("law", models.CharField(max_length=120, verbose_name="căn cứ")),
                        ("least_age", models.PositiveSmallIntegerField(default=0)),
                        ("most_age", models.PositiveSmallIntegerField(default=15)),
                        (
                            "any_of",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
                    ],
                    options={
                        "verbose_name": "chế độ của Nhà nước",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("submitted", "Chờ huyện thẩm định"),
                                    ("returned", "Bị trả lại"),
                                    ("verified", "Đã thẩm định"),
                                ],
                                default="submitted",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("submitted_on", models.DateField(verbose_name="ngày nộp")),
                        ("decided_on", models.DateField(null=True, verbose_name="ngày thẩm định")),
                        ("comment", models.TextField(blank=True, verbose_name="ý kiến")),
                        ("number", models.PositiveSmallIntegerField(null=True, verbose_name="số")),
                        ("rows_hash", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "verbose_name": "danh sách đã nộp",
                        "ordering": ["-year", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SubmissionDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stored", models.CharField(max_length=120)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveBigIntegerField()),
                        ("made_on", models.DateField(verbose_name="ngày lập")),
                    ],
                    options={
                        "verbose_name": "tài liệu danh sách",
                    },
                ),
                migrations.CreateModel(
                    name="SubmissionRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("frozen", models.JSONField()),
                        ("comment", models.CharField(blank=True, max_length=300, verbose_name="ý kiến")),
                    ],
                    options={
                        "verbose_name": "dòng danh sách đã nộp",
                    },
                ),
                migrations.CreateModel(
                    name="SupportArea",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                        ("in_plan", models.BooleanField(default=True, verbose_name="thuộc kế hoạch")),
                    ],
                    options={
                        "verbose_name": "lĩnh vực hỗ trợ",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Workbook",
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
                        ("issued_at", models.DateTimeField(verbose_name="tải về lúc")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("children", models.PositiveIntegerField(verbose_name="số trẻ")),
                    ],
                    options={
                        "verbose_name": "sổ cầm tay",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkbookReturn",
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
                        ("file_name", models.CharField(max_length=200, verbose_name="tệp")),
                        ("file_hash", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preview", "Chờ xem"),
                                    ("waiting", "Chờ duyệt"),
                                    ("committed", "Đã ghi"),
                                    ("undone", "Đã hoàn tác"),
                                    ("discarded", "Đã bỏ"),
                                ],
                                default="preview",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("returned_at", models.DateTimeField(verbose_name="nhận lại lúc")),
                        ("requested_at", models.DateTimeField(null=True)),
                        ("return_reason", models.CharField(blank=True, max_length=300)),
                        ("committed_at", models.DateTimeField(null=True)),
                        ("notes", models.JSONField(default=list)),
                        ("same", models.PositiveIntegerField(default=0, verbose_name="số dòng giữ nguyên")),
                        (
                            "new_villages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        (
                            "new_households",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        ("followed", models.JSONField(default=list)),
                    ],
                    options={
                        "verbose_name": "sổ cầm tay nhận lại",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkbookRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("cells", models.JSONField()),
                    ],
                    options={
                        "verbose_name": "dòng của sổ cầm tay",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentDraft",
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
                        ("scope", models.CharField(max_length=80)),
                        ("rows", models.JSONField(default=dict)),
                        ("kept_at", models.DateTimeField(verbose_name="lưu lúc")),
                        ("saved_as", models.PositiveIntegerField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bảng đánh giá đang nhập",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(verbose_name="phiên bản")),
                        ("questions", models.JSONField()),
                        ("scoring", models.JSONField()),
                        (
                            "valid_from",
                            models.DateField(default=datetime.date(2019, 1, 1), verbose_name="áp dụng từ ngày"),
                        ),
                        (
                            "decision",
                            models.CharField(blank=True, default="", max_length=80, verbose_name="quyết định số"),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày quyết định")),
                        ("needs_opinion", models.BooleanField(default=False, verbose_name="cần ý kiến của ngành")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mẫu đánh giá nhu cầu",
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                        ("group_name", models.CharField(blank=True, max_length=120, verbose_name="nhóm")),
                        ("head_count", models.PositiveIntegerField(default=1, verbose_name="số trẻ")),
                        ("answers", models.JSONField(default=dict)),
                        ("score", models.PositiveSmallIntegerField(verbose_name="điểm")),
                        ("priority", models.PositiveSmallIntegerField(verbose_name="mức ưu tiên")),
                        ("reasons", models.JSONField(default=list)),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
                        ("assessed_on", models.DateField(verbose_name="ngày đánh giá")),
                        (
                            "assessed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "school",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="areas.school"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="areas.administrativeunit",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="children.assessmentform",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "đánh giá nhu cầu",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentSheet",
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
                        ("label", models.CharField(max_length=200)),
                        ("address", models.CharField(max_length=300)),
                        ("printed_on", models.DateField(verbose_name="ngày in")),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="children.assessmentform",
                            ),
                        ),
                        (
                            "printed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bảng đánh giá in ra",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentScan",
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
                        ("stored", models.CharField(max_length=120)),
                        ("ending", models.CharField(max_length=5)),
                        ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("pages", models.PositiveSmallIntegerField(default=1, verbose_name="số trang")),
                        ("sha256", models.CharField(max_length=64)),
                        ("uploaded_at", models.DateTimeField(verbose_name="tải lên lúc")),
                        (
                            "assessment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="children.assessment",
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
                        (
                            "sheet",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="children.assessmentsheet",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bản chụp phiếu đánh giá",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CaseHandover",
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
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("offered_at", models.DateTimeField(verbose_name="gửi lúc")),
                        ("accepted", models.BooleanField(null=True, verbose_name="nhận")),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="trả lời lúc")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="ý kiến")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "offered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.administrativeunit",
                                verbose_name="xã nhận",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.administrativeunit",
                                verbose_name="xã chuyển",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "chuyển vụ việc",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CaseMember",
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
                            "part",
                            models.CharField(
                                choices=[
                                    ("leader", "Người quyết định"),
                                    ("worker", "Người phụ trách"),
                                    ("helper", "Người phối hợp"),
                                ],
                                max_length=8,
                                verbose_name="phần việc",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("begins_at", models.DateTimeField(verbose_name="từ")),
                        ("ends_at", models.DateTimeField(null=True, verbose_name="đến")),
                        ("emergency", models.BooleanField(default=False, verbose_name="mở khẩn cấp")),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("reviewed_at", models.DateTimeField(null=True)),
                        ("justified", models.BooleanField(null=True, verbose_name="có lý do chính đáng")),
                        ("review_note", models.CharField(blank=True, max_length=300, verbose_name="ý kiến xem lại")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "named_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "verbose_name": "người trong vụ việc",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CasePaper",
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
                                    ("report", "Báo cáo tiếp nhận thông tin"),
                                    ("check", "Kết quả kiểm tra tính xác thực"),
                                    ("first", "Đánh giá nguy cơ ban đầu"),
                                    ("measures", "Biên bản biện pháp khẩn cấp"),
                                    ("separation", "Quyết định tạm thời cách ly"),
                                    ("lifting", "Quyết định chấm dứt tạm thời cách ly"),
                                    ("detailed", "Thu thập thông tin, đánh giá nguy cơ cụ thể"),
                                    ("minutes", "Biên bản họp"),
                                    ("plan", "Kế hoạch hỗ trợ, can thiệp"),
                                    ("decision", "Quyết định phê duyệt kế hoạch"),
                                    ("sending", "Gửi quyết định và kế hoạch"),
                                    ("referral", "Phiếu giới thiệu, bàn giao dịch vụ"),
                                    ("visit", "Phiếu thăm, theo dõi"),
                                    ("review", "Rà soát, đánh giá sau khi thực hiện"),
                                    ("filing", "Lưu hồ sơ"),
                                ],
                                max_length=10,
                                verbose_name="loại giấy tờ",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1, verbose_name="vòng")),
                        ("form_version", models.PositiveSmallIntegerField()),
                        ("fields", models.JSONField(default=dict)),
                        ("done_at", models.DateTimeField(verbose_name="lúc")),
                        ("drafted_at", models.DateTimeField(verbose_name="soạn lúc")),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="trình ký lúc")),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("return_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do trả lại")),
                        ("signed_at", models.DateTimeField(null=True, verbose_name="ký lúc")),
                        (
                            "about",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="children.casepaper",
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
                            "returned_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "giấy tờ của vụ việc",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CaseScan",
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
                        ("stored", models.CharField(max_length=120)),
                        ("ending", models.CharField(max_length=5)),
                        ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("pages", models.PositiveSmallIntegerField(default=1, verbose_name="số trang")),
                        ("sha256", models.CharField(max_length=64)),
                        ("uploaded_at", models.DateTimeField(verbose_name="tải lên lúc")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("report", "Báo cáo tiếp nhận thông tin"),
                                    ("check", "Kết quả kiểm tra tính xác thực"),
                                    ("first", "Đánh giá nguy cơ ban đầu"),
                                    ("measures", "Biên bản biện pháp khẩn cấp"),
                                    ("separation", "Quyết định tạm thời cách ly"),
                                    ("lifting", "Quyết định chấm dứt tạm thời cách ly"),
                                    ("detailed", "Thu thập thông tin, đánh giá nguy cơ cụ thể"),
                                    ("minutes", "Biên bản họp"),
                                    ("plan", "Kế hoạch hỗ trợ, can thiệp"),
                                    ("decision", "Quyết định phê duyệt kế hoạch"),
                                    ("sending", "Gửi quyết định và kế hoạch"),
                                    ("referral", "Phiếu giới thiệu, bàn giao dịch vụ"),
                                    ("visit", "Phiếu thăm, theo dõi"),
                                    ("review", "Rà soát, đánh giá sau khi thực hiện"),
                                    ("filing", "Lưu hồ sơ"),
                                ],
                                max_length=10,
                                verbose_name="loại giấy tờ",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="children.casepaper",
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
                        "verbose_name": "bản chụp giấy tờ của vụ việc",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Child",
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
                        ("full_name", models.CharField(max_length=120, verbose_name="họ và tên")),
                        (
                            "folded",
                            models.GeneratedField(
                                db_persist=True,
                                expression=children.models.household.Fold(models.F("full_name")),
                                output_field=models.CharField(max_length=120),
                            ),
                        ),
                        (
                            "name_key",
                            models.GeneratedField(
                                db_persist=True,
                                expression=children.models.household.NameKey(models.F("full_name")),
                                output_field=models.CharField(db_collation="C", max_length=140),
                            ),
                        ),
                        ("search_text", models.TextField(default="", editable=False)),
                        ("sort_key", models.CharField(editable=False, max_length=260)),
                        (
                            "sex",
                            models.CharField(
                                choices=[("male", "Nam"), ("female", "Nữ"), ("unknown", "Chưa rõ")],
                                max_length=8,
                                verbose_name="giới tính",
                            ),
                        ),
                        ("date_of_birth", models.DateField(blank=True, null=True, verbose_name="ngày sinh")),
                        ("birth_year", models.PositiveSmallIntegerField(verbose_name="năm sinh")),
                        (
                            "birth_estimated",
                            models.BooleanField(db_default=False, default=False, verbose_name="ngày sinh ước đoán"),
                        ),
                        (
                            "personal_id",
                            models.CharField(blank=True, max_length=12, null=True, verbose_name="số định danh cá nhân"),
                        ),
                        ("class_name", models.CharField(blank=True, max_length=20, verbose_name="lớp")),
                        (
                            "schooling",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("young", "chưa đến tuổi đi học"),
                                    ("attending", "đang đi học"),
                                    ("never", "chưa từng đi học"),
                                    ("left", "đã bỏ học"),
                                    ("finished", "đã học xong"),
                                ],
                                db_default="",
                                default="",
                                max_length=10,
                                verbose_name="việc học",
                            ),
                        ),
                        (
                            "boarding",
                            models.CharField(
                                blank=True,
                                choices=[("day", "không bán trú"), ("semi", "bán trú"), ("full", "nội trú")],
                                db_default="",
                                default="",
                                max_length=10,
                                verbose_name="bán trú",
                            ),
                        ),
                        ("left_school_on", models.DateField(blank=True, null=True, verbose_name="bỏ học từ ngày")),
                        (
                            "birth_registered",
                            models.BooleanField(blank=True, null=True, verbose_name="đã đăng ký khai sinh"),
                        ),
                        (
                            "birth_certificate_no",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=30, verbose_name="số giấy khai sinh"
                            ),
                        ),
                        ("insured", models.BooleanField(blank=True, null=True, verbose_name="có thẻ bảo hiểm y tế")),
                        (
                            "health_insurance_no",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=15,
                                verbose_name="số thẻ bảo hiểm y tế",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Nháp"),
                                    ("submitted", "Đã nộp"),
                                    ("active", "Đang theo dõi"),
                                    ("ended", "Đã kết thúc"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="kết thúc ngày")),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("aged", "đủ 16 tuổi"),
                                    ("moved", "chuyển đi nơi khác"),
                                    ("adopted", "được nhận làm con nuôi"),
                                    ("died", "đã mất"),
                                    ("error", "nhập nhầm"),
                                    ("merged", "gộp vào hồ sơ khác"),
                                ],
                                max_length=10,
                                verbose_name="lý do kết thúc",
                            ),
                        ),
                        (
                            "end_note",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=200,
                                verbose_name="ghi chú khi kết thúc",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("created_on", models.DateField(editable=False)),
                        ("updated_on", models.DateField(editable=False)),
                        (
                            "school",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.school",
                                verbose_name="trường",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children_here",
                                to="areas.administrativeunit",
                                verbose_name="xã",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.village",
                                verbose_name="thôn, bản",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "trẻ em",
                        "ordering": ["sort_key", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CellChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.PositiveIntegerField(verbose_name="dòng")),
                        ("field", models.CharField(max_length=20, verbose_name="ô")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("conflict", "Hai bên cùng sửa"),
                                    ("change", "Thay đổi"),
                                    ("blank", "Để trống"),
                                    ("problem", "Không nhận"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("base", models.TextField(blank=True)),
                        ("ours", models.TextField(blank=True)),
                        ("theirs", models.TextField(blank=True)),
                        ("value", models.JSONField(null=True)),
                        ("problem", models.TextField(blank=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[("", "chưa chọn"), ("ours", "giữ như trong sổ"), ("theirs", "lấy theo tệp")],
                                max_length=6,
                                verbose_name="quyết định",
                            ),
                        ),
                        ("before", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="children.child"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ô của sổ cầm tay",
                        "ordering": ["row", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AssistanceEvent",
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
                            "clause",
                            models.CharField(
                                choices=[
                                    ("1", "khoản 1: dưới 16 tuổi không có nguồn nuôi dưỡng"),
                                    ("2", "khoản 2: thuộc khoản 1, đủ 16 tuổi và còn đi học"),
                                    ("6", "khoản 6: khuyết tật nặng, đặc biệt nặng"),
                                    ("7", "khoản 7: dưới 3 tuổi, hộ nghèo, cận nghèo, nơi đặc biệt khó khăn"),
                                ],
                                max_length=1,
                                verbose_name="đối tượng",
                            ),
                        ),
                        ("coefficient", models.PositiveSmallIntegerField(verbose_name="hệ số")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        ("decision", models.CharField(blank=True, max_length=120, verbose_name="quyết định")),
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
                                to="children.assistance",
                            ),
                        ),
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="assistance",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assistance", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="assessment",
                    name="child",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="children.child",
                    ),
                ),
                migrations.CreateModel(
                    name="ChildAlias",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="aliases", to="children.child"
                            ),
                        ),
                        (
                            "former",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="alias", to="children.child"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mã hồ sơ cũ",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ChildDocument",
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
                                    ("photo", "ảnh của trẻ"),
                                    ("birth", "giấy khai sinh"),
                                    ("insurance", "thẻ bảo hiểm y tế"),
                                    ("disability", "giấy xác nhận khuyết tật"),
                                    ("decision", "quyết định, xác nhận hoàn cảnh"),
                                    ("consent", "văn bản đồng ý"),
                                    ("other", "giấy tờ khác"),
                                ],
                                max_length=12,
                                verbose_name="loại",
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=120, verbose_name="tên giấy tờ")),
                        ("stored", models.CharField(blank=True, max_length=120)),
                        ("thumbnail", models.CharField(blank=True, max_length=120)),
                        ("ending", models.CharField(max_length=5)),
                        ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("pages", models.PositiveSmallIntegerField(default=1, verbose_name="số trang")),
                        ("sha256", models.CharField(max_length=64)),
                        ("uploaded_at", models.DateTimeField(verbose_name="tải lên lúc")),
                        ("deleted_at", models.DateTimeField(null=True)),
                        ("delete_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do xóa")),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="children.child",
                            ),
                        ),
                        (
                            "deleted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "verbose_name": "giấy tờ của trẻ",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ChildEvent",
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
                        ("full_name", models.CharField(max_length=120, verbose_name="họ và tên")),
                        ("sort_key", models.CharField(editable=False, max_length=260)),
                        (
                            "sex",
                            models.CharField(
                                choices=[("male", "Nam"), ("female", "Nữ"), ("unknown", "Chưa rõ")],
                                max_length=8,
                                verbose_name="giới tính",
                            ),
                        ),
                        ("date_of_birth", models.DateField(blank=True, null=True, verbose_name="ngày sinh")),
                        ("birth_year", models.PositiveSmallIntegerField(verbose_name="năm sinh")),
                        (
                            "birth_estimated",
                            models.BooleanField(db_default=False, default=False, verbose_name="ngày sinh ước đoán"),
                        ),
                        (
                            "personal_id",
                            models.CharField(blank=True, max_length=12, null=True, verbose_name="số định danh cá nhân"),
                        ),
                        ("class_name", models.CharField(blank=True, max_length=20, verbose_name="lớp")),
                        (
                            "schooling",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("young", "chưa đến tuổi đi học"),
                                    ("attending", "đang đi học"),
                                    ("never", "chưa từng đi học"),
                                    ("left", "đã bỏ học"),
                                    ("finished", "đã học xong"),
                                ],
                                db_default="",
                                default="",
                                max_length=10,
                                verbose_name="việc học",
                            ),
                        ),
                        (
                            "boarding",
                            models.CharField(
                                blank=True,
                                choices=[("day", "không bán trú"), ("semi", "bán trú"), ("full", "nội trú")],
                                db_default="",
                                default="",
                                max_length=10,
                                verbose_name="bán trú",
                            ),
                        ),
                        ("left_school_on", models.DateField(blank=True, null=True, verbose_name="bỏ học từ ngày")),
                        (
                            "birth_registered",
                            models.BooleanField(blank=True, null=True, verbose_name="đã đăng ký khai sinh"),
                        ),
                        (
                            "birth_certificate_no",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=30, verbose_name="số giấy khai sinh"
                            ),
                        ),
                        ("insured", models.BooleanField(blank=True, null=True, verbose_name="có thẻ bảo hiểm y tế")),
                        (
                            "health_insurance_no",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=15,
                                verbose_name="số thẻ bảo hiểm y tế",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Nháp"),
                                    ("submitted", "Đã nộp"),
                                    ("active", "Đang theo dõi"),
                                    ("ended", "Đã kết thúc"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="kết thúc ngày")),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("aged", "đủ 16 tuổi"),
                                    ("moved", "chuyển đi nơi khác"),
                                    ("adopted", "được nhận làm con nuôi"),
                                    ("died", "đã mất"),
                                    ("error", "nhập nhầm"),
                                    ("merged", "gộp vào hồ sơ khác"),
                                ],
                                max_length=10,
                                verbose_name="lý do kết thúc",
                            ),
                        ),
                        (
                            "end_note",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=200,
                                verbose_name="ghi chú khi kết thúc",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("created_on", models.DateField(editable=False)),
                        ("updated_on", models.DateField(editable=False)),
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
                                to="children.child",
                            ),
                        ),
                        (
                            "school",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="areas.school",
                                verbose_name="trường",
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
                                verbose_name="xã",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="areas.village",
                                verbose_name="thôn, bản",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ChildTransfer",
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
                        ("on", models.DateField(verbose_name="chuyển đến ở từ ngày")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Chờ nơi nhận trả lời"),
                                    ("accepted", "Đã nhận"),
                                    ("refused", "Bị từ chối"),
                                    ("withdrawn", "Đã rút"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("proposed_on", models.DateField(verbose_name="ngày gửi")),
                        ("decided_on", models.DateField(null=True, verbose_name="ngày trả lời")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="ý kiến")),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers",
                                to="children.child",
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
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.administrativeunit",
                                verbose_name="xã nhận",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="areas.administrativeunit",
                                verbose_name="xã chuyển",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "chuyển hồ sơ trẻ",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CircumstanceKind",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                        ("sealed", models.BooleanField(default=False, verbose_name="niêm phong")),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="children.circumstancekind",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nhóm hoàn cảnh",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CircumstanceSpell",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="giấy tờ")),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="circumstances",
                                to="children.child",
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="spells",
                                to="children.circumstancekind",
                                verbose_name="hoàn cảnh",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hoàn cảnh của trẻ",
                        "ordering": ["kind_id"],
                    },
                ),
                migrations.CreateModel(
                    name="CircumstanceSpellEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian")),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="giấy tờ")),
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
                            "kind",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="children.circumstancekind",
                                verbose_name="hoàn cảnh",
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
                                to="children.circumstancespell",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ColumnMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=32)),
                        ("columns", models.JSONField(default=dict)),
                        ("script", models.CharField(blank=True, max_length=8)),
                        ("places", models.JSONField(default=dict)),
                        ("confirmed_at", models.DateTimeField()),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="column_mappings",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cách nhận cột",
                    },
                ),
                migrations.CreateModel(
                    name="CommuneBand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("basis", models.CharField(blank=True, default="", max_length=300, verbose_name="căn cứ")),
                        (
                            "band",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="communes",
                                to="children.coldband",
                                verbose_name="vùng rét",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cold",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vùng rét của xã",
                    },
                ),
                migrations.CreateModel(
                    name="ConsentText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("sponsor_name", "cho một nhà tài trợ biết tên và hoàn cảnh để phối hợp hỗ trợ"),
                                    ("sponsorship", "đỡ đầu hằng tháng"),
                                    ("picture", "dùng hình ảnh trên trang công khai"),
                                    ("story", "đăng câu chuyện trên báo, đài, mạng xã hội"),
                                    ("ngo", "chia sẻ thông tin với một tổ chức xã hội"),
                                    ("referral", "giới thiệu đến cơ sở cung cấp dịch vụ"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("text", models.TextField()),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                    ],
                    options={
                        "verbose_name": "lời văn xin đồng ý",
                        "constraints": [
                            models.UniqueConstraint(fields=("purpose", "version"), name="consent_text_version")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("sponsor_name", "cho một nhà tài trợ biết tên và hoàn cảnh để phối hợp hỗ trợ"),
                                    ("sponsorship", "đỡ đầu hằng tháng"),
                                    ("picture", "dùng hình ảnh trên trang công khai"),
                                    ("story", "đăng câu chuyện trên báo, đài, mạng xã hội"),
                                    ("ngo", "chia sẻ thông tin với một tổ chức xã hội"),
                                    ("referral", "giới thiệu đến cơ sở cung cấp dịch vụ"),
                                ],
                                max_length=20,
                                verbose_name="mục đích",
                            ),
                        ),
                        (
                            "recipient",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=160,
                                verbose_name="người, tổ chức được biết",
                            ),
                        ),
                        ("donor_code", models.CharField(blank=True, max_length=16, verbose_name="mã nhà tài trợ")),
                        ("given", models.BooleanField(verbose_name="đồng ý")),
                        ("representative", models.CharField(max_length=120, verbose_name="người đại diện")),
                        (
                            "relation",
                            models.CharField(
                                choices=[
                                    ("father", "cha"),
                                    ("mother", "mẹ"),
                                    ("guardian", "người giám hộ"),
                                    ("carer", "người chăm sóc thay thế"),
                                    ("facility", "cơ sở trợ giúp xã hội đang nuôi dưỡng"),
                                ],
                                db_default="guardian",
                                default="guardian",
                                max_length=10,
                                verbose_name="quan hệ với trẻ",
                            ),
                        ),
                        ("child_agrees", models.BooleanField(null=True, verbose_name="trẻ đồng ý (từ đủ 7 tuổi)")),
                        ("age", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="tuổi khi ký")),
                        (
                            "data_kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14),
                                db_default=models.Value(
                                    [],
                                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(), size=None),
                                ),
                                default=list,
                                size=None,
                                verbose_name="dữ liệu được dùng",
                            ),
                        ),
                        ("text_hash", models.CharField(max_length=64)),
                        (
                            "sensitive_told",
                            models.BooleanField(
                                db_default=False, default=False, verbose_name="đã báo đây là dữ liệu nhạy cảm"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("paper", "ký trên giấy"),
                                    ("meeting", "nói trước cán bộ và người làm chứng, có biên bản"),
                                    ("electronic", "ký điện tử"),
                                ],
                                db_default="paper",
                                default="paper",
                                max_length=10,
                                verbose_name="cách trả lời",
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="giấy tờ")),
                        ("on", models.DateField(verbose_name="ngày")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="hết hạn ngày")),
                        ("recorded_at", models.DateTimeField(null=True, verbose_name="ghi lúc")),
                        (
                            "child",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="children.child",
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
                            "scan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="children.childdocument",
                            ),
                        ),
                        (
                            "withdraws",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawal",
                                to="children.consent",
                            ),
                        ),
                        (
                            "text",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="children.consenttext",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sự đồng ý",
                        "ordering": ["-pk"],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="consenttext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a93b7109f4ab3d81277655aeed2a78bb3f06f451",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_0ca7f",
                            table="children_consenttext",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="digest",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="disabilityfinding",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disabilities", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="disabilityfinding",
                    name="degree",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="children.disabilitydegree",
                        verbose_name="mức độ",
                    ),
                ),
                migrations.AddField(
                    model_name="disabilityfinding",
                    name="recorded_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="duplicatepair",
                    name="a",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairs_as_a", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="duplicatepair",
                    name="b",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairs_as_b", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="duplicatepair",
                    name="decided_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="entrydraft",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.administrativeunit"
                    ),
                ),
                migrations.AddField(
                    model_name="entrydraft",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="childevent",
                    name="ethnic_group",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.ethnicgroup",
                        verbose_name="dân tộc",
                    ),
                ),
                migrations.AddField(
                    model_name="child",
                    name="ethnic_group",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="children.ethnicgroup",
                        verbose_name="dân tộc",
                    ),
                ),
                migrations.AddField(
                    model_name="guardianevent",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="guardianevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="children.guardian",
                    ),
                ),
                migrations.AddField(
                    model_name="household",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="household",
                    name="village",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households",
                        to="areas.village",
                    ),
                ),
                migrations.AddField(
                    model_name="guardianevent",
                    name="household",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.household",
                    ),
                ),
                migrations.AddField(
                    model_name="guardian",
                    name="household",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guardians", to="children.household"
                    ),
                ),
                migrations.AddField(
                    model_name="childtransfer",
                    name="household",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="children.household",
                    ),
                ),
                migrations.AddField(
                    model_name="childevent",
                    name="household",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.household",
                    ),
                ),
                migrations.AddField(
                    model_name="child",
                    name="household",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="children.household",
                    ),
                ),
                migrations.AddField(
                    model_name="householdevent",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="householdevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="children.household",
                    ),
                ),
                migrations.AddField(
                    model_name="householdevent",
                    name="unit",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="householdevent",
                    name="village",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="areas.village",
                    ),
                ),
                migrations.AddField(
                    model_name="importrow",
                    name="child",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="assessmentsheet",
                    name="item",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.item"
                    ),
                ),
                migrations.AddField(
                    model_name="assessmentdraft",
                    name="item",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="children.item"
                    ),
                ),
                migrations.AddField(
                    model_name="itemprice",
                    name="item",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prices", to="children.item"
                    ),
                ),
                migrations.AddField(
                    model_name="itemstandard",
                    name="item",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standards", to="children.item"
                    ),
                ),
                migrations.AddField(
                    model_name="itemstandard",
                    name="made_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="itemsubstitute",
                    name="item",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="substitutes", to="children.item"
                    ),
                ),
                migrations.AddField(
                    model_name="itemsubstitute",
                    name="substitute",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="children.item"
                    ),
                ),
                migrations.AddField(
                    model_name="listimport",
                    name="committed_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="listimport",
                    name="created_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="listimport",
                    name="requested_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="listimport",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_imports",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="importrow",
                    name="list_import",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="children.listimport"
                    ),
                ),
                migrations.AddField(
                    model_name="entrydraft",
                    name="list_import",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_draft",
                        to="children.listimport",
                    ),
                ),
                migrations.AddField(
                    model_name="measurement",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measurements", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="measurement",
                    name="recorded_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="merge",
                    name="gone",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges_gone", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="merge",
                    name="kept",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges_kept", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="merge",
                    name="merged_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="merge",
                    name="undone_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="childalias",
                    name="merge",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.merge"
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="approved_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="assessed_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="assessment",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="children.assessment",
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="child",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="children.child",
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="item",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="children.item",
                        verbose_name="mặt hàng",
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="overridden_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="school",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="areas.school",
                        verbose_name="trường",
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="areas.administrativeunit",
                        verbose_name="xã",
                    ),
                ),
                migrations.AddField(
                    model_name="need",
                    name="village",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="areas.village",
                        verbose_name="thôn, bản",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="approved_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="assessed_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="assessment",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.assessment",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="child",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.child",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="item",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.item",
                        verbose_name="mặt hàng",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="overridden_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="children.need",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="school",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="areas.school",
                        verbose_name="trường",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="unit",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="areas.administrativeunit",
                        verbose_name="xã",
                    ),
                ),
                migrations.AddField(
                    model_name="needevent",
                    name="village",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="areas.village",
                        verbose_name="thôn, bản",
                    ),
                ),
                migrations.AddField(
                    model_name="needopinion",
                    name="given_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="needopinion",
                    name="need",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="children.need"
                    ),
                ),
                migrations.AddField(
                    model_name="povertyrecord",
                    name="category",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.povertycategory"
                    ),
                ),
                migrations.AddField(
                    model_name="povertyrecord",
                    name="household",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="poverty", to="children.household"
                    ),
                ),
                migrations.AddField(
                    model_name="povertyrecordevent",
                    name="category",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.povertycategory",
                    ),
                ),
                migrations.AddField(
                    model_name="povertyrecordevent",
                    name="household",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.household",
                    ),
                ),
                migrations.AddField(
                    model_name="povertyrecordevent",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="povertyrecordevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="children.povertyrecord",
                    ),
                ),
                migrations.AddField(
                    model_name="protectioncase",
                    name="child",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="children.child",
                    ),
                ),
                migrations.AddField(
                    model_name="protectioncase",
                    name="opened_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="protectioncase",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.administrativeunit",
                        verbose_name="xã",
                    ),
                ),
                migrations.AddField(
                    model_name="casescan",
                    name="case",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="children.protectioncase"
                    ),
                ),
                migrations.AddField(
                    model_name="casepaper",
                    name="case",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="children.protectioncase"
                    ),
                ),
                migrations.AddField(
                    model_name="casemember",
                    name="case",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="children.protectioncase",
                    ),
                ),
                migrations.AddField(
                    model_name="casehandover",
                    name="case",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="children.protectioncase",
                    ),
                ),
                migrations.AddField(
                    model_name="referral",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="referral",
                    name="consent",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="children.consent"
                    ),
                ),
                migrations.AddField(
                    model_name="referral",
                    name="referred_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="reopening",
                    name="recorded_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="residence",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="residences", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="residence",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residences",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="residence",
                    name="village",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residences",
                        to="areas.village",
                    ),
                ),
                migrations.AddField(
                    model_name="review",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="review",
                    name="reviewed_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="sealedgrant",
                    name="child",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_grants",
                        to="children.child",
                    ),
                ),
                migrations.AddField(
                    model_name="sealedgrant",
                    name="granted_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="sealedgrant",
                    name="kind",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="children.circumstancekind",
                    ),
                ),
                migrations.AddField(
                    model_name="sealedgrant",
                    name="reviewed_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="sealedgrant",
                    name="revoked_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="sealedgrant",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.administrativeunit",
                        verbose_name="đơn vị",
                    ),
                ),
                migrations.AddField(
                    model_name="sealedgrant",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="circumstancespellevent",
                    name="grant",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="children.sealedgrant",
                    ),
                ),
                migrations.AddField(
                    model_name="circumstancespell",
                    name="grant",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spells",
                        to="children.sealedgrant",
                    ),
                ),
                migrations.AddField(
                    model_name="childdocument",
                    name="grant",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="children.sealedgrant",
                    ),
                ),
                migrations.AddField(
                    model_name="secondpersonrule",
                    name="decided_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="secondpersonrule",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_person_rules",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="serviceprovider",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.administrativeunit",
                        verbose_name="phục vụ trẻ em của",
                    ),
                ),
                migrations.AddField(
                    model_name="sheetline",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheet_lines", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="sheetline",
                    name="sheet",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="children.assessmentsheet"
                    ),
                ),
                migrations.AddField(
                    model_name="statesupport",
                    name="changed_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="submission",
                    name="decided_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="submission",
                    name="submitted_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="submission",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="reopening",
                    name="submission",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reopening", to="children.submission"
                    ),
                ),
                migrations.AddField(
                    model_name="submissiondocument",
                    name="submission",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="document", to="children.submission"
                    ),
                ),
                migrations.AddField(
                    model_name="submissionrow",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submission_rows", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="submissionrow",
                    name="submission",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="children.submission"
                    ),
                ),
                migrations.AddField(
                    model_name="statesupport",
                    name="area",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="state_support",
                        to="children.supportarea",
                        verbose_name="lĩnh vực",
                    ),
                ),
                migrations.AddField(
                    model_name="item",
                    name="area",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="children.supportarea",
                        verbose_name="lĩnh vực",
                    ),
                ),
                migrations.AddField(
                    model_name="assessmentform",
                    name="area",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forms", to="children.supportarea"
                    ),
                ),
                migrations.AddField(
                    model_name="assessmentdraft",
                    name="area",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="children.supportarea"
                    ),
                ),
                migrations.AddField(
                    model_name="workbook",
                    name="issued_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="workbook",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workbooks",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="workbookreturn",
                    name="committed_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="workbookreturn",
                    name="list_import",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workbook_return",
                        to="children.listimport",
                    ),
                ),
                migrations.AddField(
                    model_name="workbookreturn",
                    name="requested_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="workbookreturn",
                    name="returned_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="workbookreturn",
                    name="workbook",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="children.workbook"
                    ),
                ),
                migrations.AddField(
                    model_name="cellchange",
                    name="workbook_return",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="children.workbookreturn"
                    ),
                ),
                migrations.AddField(
                    model_name="workbookrow",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="workbookrow",
                    name="workbook",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="children.workbook"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assessmentscan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assessment__isnull", False), ("sheet__isnull", True)),
                            models.Q(("assessment__isnull", True), ("sheet__isnull", False)),
                            _connector="OR",
                        ),
                        name="assessment_scan_of_one",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assessmentscan",
                    constraint=models.UniqueConstraint(
                        fields=("assessment", "sheet", "sha256"), name="assessment_scan_once", nulls_distinct=False
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessmentscan",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="42e83cc1e4fb3d4a9189fca692a2c24ddfd9b41a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_edeae",
                            table="children_assessmentscan",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assistance",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("child", "="), ("valid", "&&")],
                        name="assistance_one_at_a_time",
                        violation_error_message="Trẻ đã có trợ cấp khác trong cùng thời gian.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assistance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("clause__in", ["1", "2", "6", "7"])), name="assistance_clause_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assistance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("coefficient__gte", 10), ("coefficient__lte", 50)),
                        name="assistance_coefficient_range",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assistance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "children_assistanceevent" ("child_id", "clause", "code", "coefficient", "decision", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (OLD."child_id", OLD."clause", OLD."code", OLD."coefficient", OLD."decision", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."valid"); RETURN NULL;',
                            hash="3adbf43bfcbaa8ef34e1201cbedc20cbc3a43031",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_74376",
                            table="children_assistance",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assistance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "children_assistanceevent" ("child_id", "clause", "code", "coefficient", "decision", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (OLD."child_id", OLD."clause", OLD."code", OLD."coefficient", OLD."decision", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."valid"); RETURN NULL;',
                            hash="3c7b7cf68dc889b7dff408a71894ac2821c976a3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_949da",
                            table="children_assistance",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="assessment",
                    index=models.Index(fields=["child", "-id"], name="assessment_child_newest"),
                ),
                migrations.AddConstraint(
                    model_name="assessment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("child__isnull", False), ("group_name", ""), ("head_count", 1)),
                            models.Q(("child__isnull", True), models.Q(("group_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="assessment_child_or_group",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assessment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("priority__gte", 1), ("priority__lte", 3)), name="assessment_priority_range"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assessment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("head_count__gte", 1)), name="assessment_head_count"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="17511c0211971951541320e26d56460aa4f164d7",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_none_for_a_merged_file_insert_705a7",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_assessment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="f3e7db8632ca6e0f3ddf5e946474bfa3a5dc02e3",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_none_for_a_merged_file_update_f5827",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_assessment",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="columnmapping",
                    constraint=models.UniqueConstraint(fields=("unit", "fingerprint"), name="column_mapping_once"),
                ),
                migrations.AddIndex(
                    model_name="consent",
                    index=models.Index(fields=["child", "purpose", "donor_code", "-id"], name="consent_latest"),
                ),
                migrations.AddConstraint(
                    model_name="consent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["sponsor_name", "sponsorship", "picture", "story", "ngo", "referral"])
                        ),
                        name="consent_purpose_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("relation__in", ["father", "mother", "guardian", "carer", "facility"]),
                            models.Q(("relation", "child"), ("withdraws__isnull", False)),
                            _connector="OR",
                        ),
                        name="consent_relation_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("channel__in", ["paper", "meeting", "electronic"])),
                        name="consent_channel_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("withdraws__isnull", True), ("given", False), _connector="OR"),
                        name="consent_withdrawal_is_no",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("given", False),
                            models.Q(
                                ("sensitive_told", True),
                                ("text__isnull", False),
                                models.Q(("age__lt", 7), ("child_agrees__isnull", False), _connector="OR"),
                                models.Q(
                                    ("scan__isnull", False), models.Q(("evidence", ""), _negated=True), _connector="OR"
                                ),
                                ("data_kinds__len__gte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="consent_yes_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("given", False),
                            models.Q(("purpose__in", ["ngo", "sponsor_name", "sponsorship"]), _negated=True),
                            models.Q(("recipient", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_names_its_recipient",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("on")), _connector="OR"),
                        name="consent_ends_after",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="consent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2f488594fbb45744aa60508cee22630fe1ac1622",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_c508f",
                            table="children_consent",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="digest",
                    constraint=models.UniqueConstraint(fields=("user", "on"), name="digest_once_a_day"),
                ),
                migrations.AddConstraint(
                    model_name="disabilityfinding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("certificate_no", ""), ("degree", "MD0")),
                            models.Q(
                                models.Q(("degree", "MD0"), _negated=True),
                                models.Q(("certificate_no", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disability_degree_by_certificate",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disabilityfinding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("types__len__gte", 1)), name="disability_has_types"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="disabilityfinding",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_withdrawn",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."certificate_no" IS DISTINCT FROM (NEW."certificate_no") OR OLD."degree_id" IS DISTINCT FROM (NEW."degree_id") OR OLD."on" IS DISTINCT FROM (NEW."on") OR OLD."types" IS DISTINCT FROM (NEW."types"))',
                            func="RAISE EXCEPTION 'a finding is withdrawn, never edited';",
                            hash="1a1c219b17cad1b421fb83298adeae813324fcef",
                            operation="UPDATE",
                            pgid="pgtrigger_only_withdrawn_30655",
                            table="children_disabilityfinding",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="duplicatepair",
                    index=models.Index(fields=["state", "-weight", "id"], name="duplicate_pair_open"),
                ),
                migrations.AddConstraint(
                    model_name="duplicatepair",
                    constraint=models.UniqueConstraint(fields=("a", "b"), name="duplicate_pair_once"),
                ),
                migrations.AddConstraint(
                    model_name="duplicatepair",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("a__lt", models.F("b"))), name="duplicate_pair_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="duplicatepair",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", 100)), name="duplicate_pair_score"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="duplicatepair",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "not_same", "merged"])),
                        name="duplicate_pair_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="duplicatepair",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("decided_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="duplicate_pair_decided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="household",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("phone", ""), ("phone__regex", "^(0[35789][0-9]{8}|02[0-9]{9})$"), _connector="OR"
                        ),
                        name="household_phone_rule",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="household",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."village_id" IS DISTINCT FROM (NEW."village_id"))',
                            func='INSERT INTO "children_householdevent" ("address", "code", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "version", "village_id") VALUES (OLD."address", OLD."code", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."phone", OLD."unit_id", OLD."version", OLD."village_id"); RETURN NULL;',
                            hash="65d66f4adfd269c988794c34370e1c970c1db8ed",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_1290c",
                            table="children_household",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="household",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "children_householdevent" ("address", "code", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "version", "village_id") VALUES (OLD."address", OLD."code", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."unit_id", OLD."version", OLD."village_id"); RETURN NULL;',
                            hash="312289887bf4452ce38754f8dc5d57d183514bee",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2a86d",
                            table="children_household",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="guardian",
                    index=models.Index(fields=["name_key"], name="guardian_name_key"),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("relation__in", ["father", "mother"])),
                        fields=("household", "relation"),
                        name="guardian_one_parent_each",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("relation__in", ["father", "mother", "grandparent", "relative", "carer"])),
                        name="guardian_relation_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("status__in", ["alive", "missing", "away", "unable", "detained"])),
                        name="guardian_status_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("deceased", False), ("status", "alive"), _connector="OR"),
                        name="guardian_dead_or_away",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("personal_id", ""), ("personal_id__regex", "^[0-9]{12}$"), _connector="OR"),
                        name="guardian_personal_id_12_digits",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("birth_year__isnull", True),
                            models.Q(("birth_year__gte", 1900), ("birth_year__lte", 2100)),
                            _connector="OR",
                        ),
                        name="guardian_birth_year_sane",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("head", True)), fields=("household",), name="household_one_head"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guardian",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("phone", ""), ("phone__regex", "^(0[35789][0-9]{8}|02[0-9]{9})$"), _connector="OR"
                        ),
                        name="guardian_phone_rule",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guardian",
                    trigger=pgtrigger.compiler.Trigger(
                        name="children_found_by_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    UPDATE children_child c SET search_text = made.text\n    FROM (SELECT id, child_search_text(full_name, household_id, village_id) AS text\n          FROM children_child WHERE household_id IN (SELECT household_id FROM after_it)) made\n    WHERE c.id = made.id AND c.search_text <> made.text;\n    RETURN NULL;\n",
                            hash="a20fab219eb0608c55240dd58b1de8e286b44f16",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_children_found_by_insert_86916",
                            referencing="REFERENCING NEW TABLE AS after_it ",
                            table="children_guardian",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guardian",
                    trigger=pgtrigger.compiler.Trigger(
                        name="children_found_by_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    UPDATE children_child c SET search_text = made.text\n    FROM (SELECT id, child_search_text(full_name, household_id, village_id) AS text\n          FROM children_child WHERE household_id IN (SELECT household_id FROM after_it UNION SELECT household_id FROM before_it)) made\n    WHERE c.id = made.id AND c.search_text <> made.text;\n    RETURN NULL;\n",
                            hash="ae2b8eca663e4f6c4ef531190aa5252b622aafbd",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_children_found_by_update_19d67",
                            referencing="REFERENCING OLD TABLE AS before_it  NEW TABLE AS after_it ",
                            table="children_guardian",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guardian",
                    trigger=pgtrigger.compiler.Trigger(
                        name="children_found_by_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    UPDATE children_child c SET search_text = made.text\n    FROM (SELECT id, child_search_text(full_name, household_id, village_id) AS text\n          FROM children_child WHERE household_id IN (SELECT household_id FROM before_it)) made\n    WHERE c.id = made.id AND c.search_text <> made.text;\n    RETURN NULL;\n",
                            hash="e8248743f93991aa408e73d17b2448186f92dd29",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_children_found_by_delete_87086",
                            referencing="REFERENCING OLD TABLE AS before_it ",
                            table="children_guardian",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guardian",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."birth_year" IS DISTINCT FROM (NEW."birth_year") OR OLD."deceased" IS DISTINCT FROM (NEW."deceased") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."head" IS DISTINCT FROM (NEW."head") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."job" IS DISTINCT FROM (NEW."job") OR OLD."personal_id" IS DISTINCT FROM (NEW."personal_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."relation" IS DISTINCT FROM (NEW."relation") OR OLD."status" IS DISTINCT FROM (NEW."status"))',
                            func='INSERT INTO "children_guardianevent" ("birth_year", "deceased", "full_name", "head", "household_id", "job", "personal_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "relation", "status") VALUES (OLD."birth_year", OLD."deceased", OLD."full_name", OLD."head", OLD."household_id", OLD."job", OLD."personal_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."phone", OLD."relation", OLD."status"); RETURN NULL;',
                            hash="d754d6168c8bf1a303518308e7a05f19cfc03c69",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e661f",
                            table="children_guardian",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guardian",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "children_guardianevent" ("birth_year", "deceased", "full_name", "head", "household_id", "job", "personal_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "relation", "status") VALUES (OLD."birth_year", OLD."deceased", OLD."full_name", OLD."head", OLD."household_id", OLD."job", OLD."personal_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."relation", OLD."status"); RETURN NULL;',
                            hash="2fff623676d9e28bee70f62ebd367d79b14e1fa1",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_67762",
                            table="children_guardian",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="childtransfer",
                    index=models.Index(fields=["receiver", "state"], name="transfer_receiver"),
                ),
                migrations.AddIndex(
                    model_name="childtransfer",
                    index=models.Index(fields=["sender", "state"], name="transfer_sender"),
                ),
                migrations.AddConstraint(
                    model_name="childtransfer",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("child",),
                        name="transfer_one_open",
                        violation_error_message="Hồ sơ này đang chờ một xã khác nhận.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childtransfer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted", "refused", "withdrawn"])),
                        name="transfer_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childtransfer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("sender", models.F("receiver")), _negated=True), name="transfer_elsewhere"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childtransfer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="transfer_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childtransfer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("decided_on__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_decided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childtransfer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("answer", ""), ("state", "refused"), _negated=True),
                        name="transfer_refused_with_reason",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="childtransfer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decided_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT (OLD.\"state\" = 'proposed'))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dd4d2129cda63fea9bedb6635bd594fa24bafa99",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_decided_stays_463b8",
                            table="children_childtransfer",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(
                        fields=["unit", "sort_key", "id"],
                        include=("search_text", "end_reason"),
                        name="child_unit_order",
                    ),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(
                        fields=["sort_key", "id"], include=("search_text", "unit", "end_reason"), name="child_order"
                    ),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(fields=["unit", "state"], name="child_unit_state"),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(fields=["school", "sort_key"], name="child_school_sort"),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(fields=["birth_year", "date_of_birth", "id"], name="child_birth"),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(
                        django.contrib.postgres.indexes.OpClass(models.F("personal_id"), name="varchar_pattern_ops"),
                        name="child_personal_id_start",
                    ),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(fields=["name_key", "birth_year"], name="child_name_key_year"),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=models.Index(fields=["date_of_birth"], name="child_born"),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=django.contrib.postgres.indexes.GinIndex(
                        models.F("unit"),
                        django.contrib.postgres.indexes.OpClass(models.F("folded"), name="gin_trgm_ops"),
                        name="child_unit_folded_trgm",
                    ),
                ),
                migrations.AddIndex(
                    model_name="child",
                    index=django.contrib.postgres.indexes.GinIndex(
                        children.querysets.child.SearchWords(models.F("search_text"), models.F("unit")),
                        name="child_search_words",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.UniqueConstraint(
                        fields=("personal_id",),
                        name="child_personal_id_once",
                        violation_error_message="Số định danh này đã có ở hồ sơ khác.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("personal_id__isnull", True), ("personal_id__regex", "^[0-9]{12}$"), _connector="OR"
                        ),
                        name="child_personal_id_12_digits",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("date_of_birth__isnull", True),
                            ("birth_year", django.db.models.functions.datetime.ExtractYear("date_of_birth")),
                            _connector="OR",
                        ),
                        name="child_year_agrees",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("birth_year__gte", 1990), ("birth_year__lte", 2100)),
                        name="child_birth_year_sane",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("sex__in", ["male", "female", "unknown"])), name="child_sex_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted", "active", "ended"])),
                        name="child_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("schooling__in", ["", "young", "attending", "never", "left", "finished"])),
                        name="child_schooling_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("boarding__in", ["", "day", "semi", "full"])), name="child_boarding_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("left_school_on__isnull", True), ("schooling", "left"), _connector="OR"),
                        name="child_left_school_day",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("birth_certificate_no", ""),
                            models.Q(("birth_registered", True), ("birth_registered__isnull", False)),
                            _connector="OR",
                        ),
                        name="child_certificate_is_registered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("health_insurance_no", ""),
                            models.Q(
                                ("health_insurance_no__regex", "^([A-Z]{2}[0-9]{13}|[0-9]{10})$"),
                                ("insured", True),
                                ("insured__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="child_insurance_number",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="child",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_on__isnull", False),
                                ("state", "ended"),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "ended"), _negated=True),
                                ("end_reason", ""),
                                ("ended_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="child_end_complete",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="child",
                    trigger=pgtrigger.compiler.Trigger(
                        name="search_text_follows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="NEW.search_text := child_search_text(NEW.full_name, NEW.household_id, NEW.village_id); RETURN NEW;",
                            hash="4791fa57c26efabce6fc3c3384c153825e3b57f3",
                            operation='INSERT OR UPDATE OF "full_name", "household_id", "village_id"',
                            pgid="pgtrigger_search_text_follows_f4890",
                            table="children_child",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="child",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."birth_certificate_no" IS DISTINCT FROM (NEW."birth_certificate_no") OR OLD."birth_estimated" IS DISTINCT FROM (NEW."birth_estimated") OR OLD."birth_registered" IS DISTINCT FROM (NEW."birth_registered") OR OLD."birth_year" IS DISTINCT FROM (NEW."birth_year") OR OLD."boarding" IS DISTINCT FROM (NEW."boarding") OR OLD."class_name" IS DISTINCT FROM (NEW."class_name") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_on" IS DISTINCT FROM (NEW."created_on") OR OLD."date_of_birth" IS DISTINCT FROM (NEW."date_of_birth") OR OLD."end_note" IS DISTINCT FROM (NEW."end_note") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."ethnic_group_id" IS DISTINCT FROM (NEW."ethnic_group_id") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."health_insurance_no" IS DISTINCT FROM (NEW."health_insurance_no") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."insured" IS DISTINCT FROM (NEW."insured") OR OLD."left_school_on" IS DISTINCT FROM (NEW."left_school_on") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."personal_id" IS DISTINCT FROM (NEW."personal_id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."schooling" IS DISTINCT FROM (NEW."schooling") OR OLD."sex" IS DISTINCT FROM (NEW."sex") OR OLD."sort_key" IS DISTINCT FROM (NEW."sort_key") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."updated_on" IS DISTINCT FROM (NEW."updated_on") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."village_id" IS DISTINCT FROM (NEW."village_id"))',
                            func='INSERT INTO "children_childevent" ("birth_certificate_no", "birth_estimated", "birth_registered", "birth_year", "boarding", "class_name", "code", "created_on", "date_of_birth", "end_note", "end_reason", "ended_on", "ethnic_group_id", "full_name", "health_insurance_no", "household_id", "id", "insured", "left_school_on", "note", "personal_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "schooling", "sex", "sort_key", "state", "unit_id", "updated_on", "version", "village_id") VALUES (OLD."birth_certificate_no", OLD."birth_estimated", OLD."birth_registered", OLD."birth_year", OLD."boarding", OLD."class_name", OLD."code", OLD."created_on", OLD."date_of_birth", OLD."end_note", OLD."end_reason", OLD."ended_on", OLD."ethnic_group_id", OLD."full_name", OLD."health_insurance_no", OLD."household_id", OLD."id", OLD."insured", OLD."left_school_on", OLD."note", OLD."personal_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."school_id", OLD."schooling", OLD."sex", OLD."sort_key", OLD."state", OLD."unit_id", OLD."updated_on", OLD."version", OLD."village_id"); RETURN NULL;',
                            hash="caaffe51dfa83c1ec23d9383bdfb9053f3fa3729",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7c384",
                            table="children_child",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="child",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "children_childevent" ("birth_certificate_no", "birth_estimated", "birth_registered", "birth_year", "boarding", "class_name", "code", "created_on", "date_of_birth", "end_note", "end_reason", "ended_on", "ethnic_group_id", "full_name", "health_insurance_no", "household_id", "id", "insured", "left_school_on", "note", "personal_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "schooling", "sex", "sort_key", "state", "unit_id", "updated_on", "version", "village_id") VALUES (OLD."birth_certificate_no", OLD."birth_estimated", OLD."birth_registered", OLD."birth_year", OLD."boarding", OLD."class_name", OLD."code", OLD."created_on", OLD."date_of_birth", OLD."end_note", OLD."end_reason", OLD."ended_on", OLD."ethnic_group_id", OLD."full_name", OLD."health_insurance_no", OLD."household_id", OLD."id", OLD."insured", OLD."left_school_on", OLD."note", OLD."personal_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."school_id", OLD."schooling", OLD."sex", OLD."sort_key", OLD."state", OLD."unit_id", OLD."updated_on", OLD."version", OLD."village_id"); RETURN NULL;',
                            hash="23036267cd89f7e9755f1e34e5e1d60668b14e99",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e6682",
                            table="children_child",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="child",
                    trigger=pgtrigger.compiler.Trigger(
                        name="merged_stays_merged",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.end_reason = 'merged' AND NEW.end_reason <> 'merged')",
                            func="\n            IF EXISTS (SELECT 1 FROM children_childalias WHERE former_id = OLD.id) THEN\n                RAISE EXCEPTION 'a merged file comes back by undoing the merge' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                            hash="1252c3699f11c475ffe7fd2b89f007431325a608",
                            operation="UPDATE",
                            pgid="pgtrigger_merged_stays_merged_14382",
                            table="children_child",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessmentsheet",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="04cc03b4a17056076123ba213ca1dc3096ef3374",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_e7c11",
                            table="children_assessmentsheet",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="itemprice",
                    constraint=models.UniqueConstraint(fields=("item", "year"), name="item_price_once_a_year"),
                ),
                migrations.AddConstraint(
                    model_name="itemprice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("unit_value__gt", 0)), name="item_price_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="itemstandard",
                    constraint=models.UniqueConstraint(fields=("item", "version"), name="item_standard_version"),
                ),
                migrations.AddConstraint(
                    model_name="itemstandard",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("requirements", ""), _negated=True), models.Q(("decision", ""), _negated=True)
                        ),
                        name="item_standard_told",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="itemstandard",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("least_age__isnull", True), ("most_age__isnull", True)),
                            models.Q(
                                ("least_age__isnull", False),
                                ("least_age__lte", models.F("most_age")),
                                ("most_age__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="item_standard_ages",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="itemstandard",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e3f7f0dd64637a5b91da255e29e953dd52abdb78",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_fde32",
                            table="children_itemstandard",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="itemsubstitute",
                    constraint=models.UniqueConstraint(fields=("item", "substitute"), name="item_substitute_once"),
                ),
                migrations.AddConstraint(
                    model_name="itemsubstitute",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("item", models.F("substitute")), _negated=True),
                        name="item_substitute_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="listimport",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "committed")),
                        fields=("unit", "file_hash"),
                        name="list_import_file_once_per_unit",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="listimport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "reading",
                                    "columns",
                                    "preview",
                                    "waiting",
                                    "committed",
                                    "undone",
                                    "discarded",
                                    "failed",
                                ],
                            )
                        ),
                        name="list_import_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="listimport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("requested_by__isnull", True),
                            ("committed_by__isnull", True),
                            models.Q(
                                models.Q(("committed_by", models.F("requested_by")), _negated=True),
                                models.Q(("committed_by", models.F("created_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="list_import_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="listimport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True),
                            models.Q(("requested_at__isnull", False), ("requested_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="list_import_waits_for_someone",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="importrow",
                    constraint=models.UniqueConstraint(fields=("list_import", "sheet", "row"), name="import_row_once"),
                ),
                migrations.AddConstraint(
                    model_name="importrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("status__in", ["new", "update", "duplicate", "error", "skipped"])),
                        name="import_row_status_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="entrydraft",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("list_import__isnull", True)),
                        fields=("user", "unit"),
                        name="entry_draft_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="entrydraft",
                    constraint=models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.comparison.Coalesce(
                                children.models.entry.Rows(models.F("rows")), models.Value(0)
                            ),
                            models.Value(500),
                        ),
                        name="entry_draft_rows_limit",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="measurement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("weight_g__isnull", False),
                            ("height_mm__isnull", False),
                            models.Q(
                                ("cloth_size", ""), ("illness", ""), ("nutrition", ""), ("shoe_size", ""), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="measurement_says_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="measurement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("weight_g__isnull", True),
                            models.Q(("weight_g__gte", 500), ("weight_g__lte", 150000)),
                            _connector="OR",
                        ),
                        name="measurement_weight_range",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="measurement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("height_mm__isnull", True),
                            models.Q(("height_mm__gte", 250), ("height_mm__lte", 2200)),
                            _connector="OR",
                        ),
                        name="measurement_height_range",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="measurement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("nutrition__in", ["", "normal", "underweight", "stunted", "wasted", "overweight"])
                        ),
                        name="measurement_nutrition_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="measurement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("position__in", ["", "lying", "standing"])),
                        name="measurement_position_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="merge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True), name="merge_of_two"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="merge",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("gone",), name="merge_gone_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="merge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="merge_undone_complete",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="merge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_as_done",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."kept_id" IS DISTINCT FROM (NEW."kept_id") OR OLD."gone_id" IS DISTINCT FROM (NEW."gone_id") OR OLD."choices" IS DISTINCT FROM (NEW."choices") OR OLD."journal" IS DISTINCT FROM (NEW."journal") OR OLD."merged_by_id" IS DISTINCT FROM (NEW."merged_by_id") OR OLD."merged_at" IS DISTINCT FROM (NEW."merged_at"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="6a8463d0f0c31d47b1688e0a16f28132e3172991",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_as_done_0c67c",
                            table="children_merge",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="merge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="undone_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."undone_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="7802190f2e47914ff46f2694ac052a6e3df1a658",
                            operation="UPDATE",
                            pgid="pgtrigger_undone_once_fb351",
                            table="children_merge",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="merge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="8c4115291d30235a6ca215052765a948f9fa0921",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_96b2a",
                            table="children_merge",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childalias",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("former", models.F("child")), _negated=True), name="alias_of_another"
                    ),
                ),
                migrations.AddIndex(
                    model_name="need",
                    index=models.Index(fields=["unit", "state"], name="need_unit_state"),
                ),
                migrations.AddIndex(
                    model_name="need",
                    index=models.Index(fields=["state", "priority", "needed_by"], name="need_state_order"),
                ),
                migrations.AddIndex(
                    model_name="need",
                    index=models.Index(fields=["item", "state"], name="need_item_state"),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="need_quantity_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("unit_value__gt", 0)), name="need_value_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quantity__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("reserved"), "+", models.F("delivered")
                                ),
                            )
                        ),
                        name="need_never_over_served",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["withdrawn", "closed"]), _negated=True),
                            ("reserved", 0),
                            _connector="OR",
                        ),
                        name="need_ended_holds_nothing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("delivered__gte", models.F("confirmed"))), name="need_confirmed_within"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("priority__gte", 1), ("priority__lte", 3)), name="need_priority_range"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "approved", "published", "closed", "withdrawn"])),
                        name="need_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("child__isnull", False), ("group_name", ""), ("head_count", 1)),
                            models.Q(
                                ("child__isnull", True),
                                ("head_count__gte", 1),
                                models.Q(("group_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="need_child_or_group",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("computed_priority__isnull", True),
                                ("overridden_by__isnull", True),
                                ("override_reason", ""),
                            ),
                            models.Q(
                                ("computed_priority__gte", 1),
                                ("computed_priority__lte", 3),
                                ("overridden_by__isnull", False),
                                models.Q(("override_reason", ""), _negated=True),
                                models.Q(("computed_priority", models.F("priority")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="need_override_explained",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("assessed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="need_two_people",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="need",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "children_needevent" ("approved_by_id", "approved_on", "assessed_by_id", "assessment_id", "child_id", "code", "computed_priority", "confirmed", "delivered", "group_name", "head_count", "id", "item_id", "needed_by", "note", "overridden_by_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "quantity", "reasons", "reserved", "school_id", "size", "sizes", "state", "unit_id", "unit_value", "village_id", "waiting_since") VALUES (OLD."approved_by_id", OLD."approved_on", OLD."assessed_by_id", OLD."assessment_id", OLD."child_id", OLD."code", OLD."computed_priority", OLD."confirmed", OLD."delivered", OLD."group_name", OLD."head_count", OLD."id", OLD."item_id", OLD."needed_by", OLD."note", OLD."overridden_by_id", OLD."override_reason", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."priority", OLD."quantity", OLD."reasons", OLD."reserved", OLD."school_id", OLD."size", OLD."sizes", OLD."state", OLD."unit_id", OLD."unit_value", OLD."village_id", OLD."waiting_since"); RETURN NULL;',
                            hash="c760b87809969d4748970fe27aa905500233181c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d526a",
                            table="children_need",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="need",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "children_needevent" ("approved_by_id", "approved_on", "assessed_by_id", "assessment_id", "child_id", "code", "computed_priority", "confirmed", "delivered", "group_name", "head_count", "id", "item_id", "needed_by", "note", "overridden_by_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "quantity", "reasons", "reserved", "school_id", "size", "sizes", "state", "unit_id", "unit_value", "village_id", "waiting_since") VALUES (OLD."approved_by_id", OLD."approved_on", OLD."assessed_by_id", OLD."assessment_id", OLD."child_id", OLD."code", OLD."computed_priority", OLD."confirmed", OLD."delivered", OLD."group_name", OLD."head_count", OLD."id", OLD."item_id", OLD."needed_by", OLD."note", OLD."overridden_by_id", OLD."override_reason", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."priority", OLD."quantity", OLD."reasons", OLD."reserved", OLD."school_id", OLD."size", OLD."sizes", OLD."state", OLD."unit_id", OLD."unit_value", OLD."village_id", OLD."waiting_since"); RETURN NULL;',
                            hash="5183b6530a778fce0aef2227c9abd6d2a882469f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8d60d",
                            table="children_need",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="need",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="fa1cc76552d92d46ffcfad4750f53642a3b8ddf9",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_none_for_a_merged_file_insert_a8f31",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_need",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="need",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="32c96c4bb48833f296e5fcf1456a61463a48e922",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_none_for_a_merged_file_update_aa0da",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_need",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="needopinion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("agrees", True), models.Q(("words", ""), _negated=True), _connector="OR"),
                        name="need_opinion_says_why",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="needopinion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="969f9497187d5687f966b1f5c8f960516c89ba44",
                            operation="UPDATE",
                            pgid="pgtrigger_immutable_9ffbc",
                            table="children_needopinion",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="povertyrecord",
                    constraint=models.UniqueConstraint(fields=("household", "year"), name="poverty_once_a_year"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="povertyrecord",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "children_povertyrecordevent" ("category_id", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (OLD."category_id", OLD."household_id", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."year"); RETURN NULL;',
                            hash="f26ceedd2a2590a8652edbc971401d6f3f027939",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7d655",
                            table="children_povertyrecord",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="povertyrecord",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "children_povertyrecordevent" ("category_id", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (OLD."category_id", OLD."household_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."year"); RETURN NULL;',
                            hash="6f98399a36105508874cb70ff8257f9db6d0a092",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_23cc3",
                            table="children_povertyrecord",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="protectioncase",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["protection", "support"])), name="case_kind_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="protectioncase",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind", "protection"), ("child__isnull", False), _connector="OR"),
                        name="case_support_has_child",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="protectioncase",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("received_at__lte", models.F("opened_at"))), name="case_received_before"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="protectioncase",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_as_received",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the clocks of a case hang on when it was received: that stays';",
                            hash="44e34d5fb64fa5e038682a539f42e6a7e12ff173",
                            operation='UPDATE OF "kind", "received_at", "opened_by_id", "opened_at"',
                            pgid="pgtrigger_stays_as_received_73064",
                            table="children_protectioncase",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="protectioncase",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="8165dbe2f4e2b83d57c3196ca8766bbb201e3c59",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_63a3f",
                            table="children_protectioncase",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casescan",
                    constraint=models.UniqueConstraint(fields=("case", "sha256"), name="case_scan_once"),
                ),
                migrations.AddConstraint(
                    model_name="casescan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "report",
                                    "check",
                                    "first",
                                    "measures",
                                    "separation",
                                    "lifting",
                                    "detailed",
                                    "minutes",
                                    "plan",
                                    "decision",
                                    "sending",
                                    "referral",
                                    "visit",
                                    "review",
                                    "filing",
                                ],
                            )
                        ),
                        name="case_scan_kind_value",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="casescan",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dc91d3ff8fdbc7ff220e95a9ba473537ec6ad7f1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_019b4",
                            table="children_casescan",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("signed_at__isnull", True)),
                        fields=("case", "kind"),
                        name="case_paper_one_draft",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["report", "check", "filing"])),
                        fields=("case", "kind"),
                        name="case_paper_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["minutes", "decision", "review"])),
                        fields=("case", "kind", "round"),
                        name="case_paper_once_a_round",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "report",
                                    "check",
                                    "first",
                                    "measures",
                                    "separation",
                                    "lifting",
                                    "detailed",
                                    "minutes",
                                    "plan",
                                    "decision",
                                    "sending",
                                    "referral",
                                    "visit",
                                    "review",
                                    "filing",
                                ],
                            )
                        ),
                        name="case_paper_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_paper_signed_by_somebody",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["check", "decision", "lifting", "minutes", "review", "separation"]),
                                _negated=True,
                            ),
                            ("signed_by__isnull", True),
                            models.Q(("signed_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="case_paper_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at__isnull", True), ("done_at__lte", models.F("signed_at")), _connector="OR"
                        ),
                        name="case_paper_told_afterwards",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casepaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "decision"), _negated=True), ("about__isnull", False), _connector="OR"
                        ),
                        name="case_decision_names_its_plan",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="casepaper",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."signed_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="494027d1bf9263c04bd20d50a9993c5212157eda",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_signed_stays_35914",
                            table="children_casepaper",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="casepaper",
                    trigger=pgtrigger.compiler.Trigger(
                        name="into_an_open_case",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF NEW.about_id IS NOT NULL AND NOT EXISTS (\n                        SELECT 1 FROM children_casepaper p WHERE p.id = NEW.about_id AND p.case_id = NEW.case_id\n                            AND p.kind = 'plan' AND p.signed_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'a decision approves a signed plan of its own case'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_decision_of_its_case';\n                    END IF;\n                    IF NEW.kind <> 'filing' AND EXISTS (\n                        SELECT 1 FROM children_casepaper p WHERE p.case_id = NEW.case_id AND p.signed_at IS NOT NULL\n                            AND ((p.kind = 'review' AND p.fields->>'outcome' = 'close')\n                                 OR (p.kind = 'check' AND p.fields->>'truth' = 'false'))\n                    ) THEN\n                        RAISE EXCEPTION 'the case is closed'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_closed';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="d361fd514ca4352bb057879a11c20df58ebaba7c",
                            operation="INSERT",
                            pgid="pgtrigger_into_an_open_case_a9a15",
                            table="children_casepaper",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="casemember",
                    index=models.Index(fields=["user", "case"], name="case_member_user"),
                ),
                migrations.AddConstraint(
                    model_name="casemember",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("emergency", False), ("ended_at__isnull", True), ("ends_at__isnull", True)),
                        fields=("case", "user", "part"),
                        name="case_member_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casemember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("part__in", ["leader", "worker", "helper"])), name="case_member_part_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casemember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="case_member_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casemember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("part", "helper"), _negated=True), ("ends_at__isnull", False), _connector="OR"
                        ),
                        name="case_helper_ends",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casemember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            models.Q(
                                ("ends_at__gt", models.F("begins_at")),
                                (
                                    "ends_at__lte",
                                    models.ExpressionWrapper(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("begins_at"), "+", models.Value(datetime.timedelta(days=366))
                                        ),
                                        models.DateTimeField(),
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="case_member_ends",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casemember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("emergency", False),
                            models.Q(
                                (
                                    "ends_at__lte",
                                    models.ExpressionWrapper(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("begins_at"), "+", models.Value(datetime.timedelta(seconds=14400))
                                        ),
                                        models.DateTimeField(),
                                    ),
                                ),
                                ("named_by", models.F("user")),
                                ("part", "helper"),
                            ),
                            _connector="OR",
                        ),
                        name="case_emergency_is_short",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casemember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("justified__isnull", True),
                                ("reviewed_at__isnull", True),
                                ("reviewed_by__isnull", True),
                            ),
                            models.Q(
                                ("emergency", True),
                                ("justified__isnull", False),
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="case_reviewed_by_another",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="casemember",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_as_named",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'a person named in a case is taken out, never changed';",
                            hash="1dce3afc9cf0b633216949fc248e4cfc4275735e",
                            operation='UPDATE OF "case_id", "user_id", "part", "reason", "begins_at", "ends_at", "named_by_id", "emergency"',
                            pgid="pgtrigger_stays_as_named_89e39",
                            table="children_casemember",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="casemember",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="fa90df3153c6c925b34dd32f4bb707c20ea18c43",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_ef53c",
                            table="children_casemember",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casehandover",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("accepted__isnull", True)), fields=("case",), name="handover_one_open"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casehandover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("sender", models.F("receiver")), _negated=True), name="handover_elsewhere"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casehandover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="handover_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casehandover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accepted__isnull", True), ("answered_at__isnull", True), ("answered_by__isnull", True)
                            ),
                            models.Q(
                                ("accepted__isnull", False),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="handover_answered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casehandover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("accepted", False), ("answer", ""), _negated=True),
                        name="handover_refused_with_reason",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="casehandover",
                    trigger=pgtrigger.compiler.Trigger(
                        name="answered_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."accepted" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="fb0697a4fd054ad27899be8a3bbbca7c11c2ced2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_answered_stays_932f8",
                            table="children_casehandover",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="referral",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["medical", "social", "education", "legal", "counselling", "other"])
                        ),
                        name="referral_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="referral",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("outcome_on__isnull", True)),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("outcome_on__gte", models.F("on")),
                                ("outcome_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="referral_outcome_dated",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="referral",
                    trigger=pgtrigger.compiler.Trigger(
                        name="with_the_childs_consent",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM children_consent c\n                        WHERE c.id = NEW.consent_id AND c.child_id = NEW.child_id AND c.purpose = 'referral' AND c.given\n                    ) THEN\n                        RAISE EXCEPTION 'a referral rests on a consent of the child for it'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_with_consent';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="0347295fcb6e7c7fed98a44994e66f9258049db8",
                            operation="INSERT",
                            pgid="pgtrigger_with_the_childs_consent_a07ff",
                            table="children_referral",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="residence",
                    index=models.Index(fields=["unit", "child"], name="residence_unit_child"),
                ),
                migrations.AddConstraint(
                    model_name="residence",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("registration__in", ["", "permanent", "temporary", "none"])),
                        name="residence_registration_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="residence",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("child", "="), ("valid", "&&")],
                        name="residence_no_overlap",
                        violation_error_message="Hai nơi ở của một trẻ không được trùng thời gian.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="residence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="child_follows_open_residence_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    UPDATE children_child c SET unit_id = placed.unit_id, village_id = placed.village_id\n    FROM placed\n    WHERE c.id = placed.child_id AND upper_inf(placed.valid)\n      AND (c.unit_id, c.village_id) IS DISTINCT FROM (placed.unit_id, placed.village_id);\n    RETURN NULL;\n",
                            hash="f79394c200b37e8a4c5c9180906863338811e5ca",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_child_follows_open_residence_insert_fc53c",
                            referencing="REFERENCING NEW TABLE AS placed ",
                            table="children_residence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="residence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="child_follows_open_residence_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    UPDATE children_child c SET unit_id = placed.unit_id, village_id = placed.village_id\n    FROM placed\n    WHERE c.id = placed.child_id AND upper_inf(placed.valid)\n      AND (c.unit_id, c.village_id) IS DISTINCT FROM (placed.unit_id, placed.village_id);\n    RETURN NULL;\n",
                            hash="dcf4ffed3d3db914a131ee0064db74cf53adf8c5",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_child_follows_open_residence_update_4ca4f",
                            referencing="REFERENCING NEW TABLE AS placed ",
                            table="children_residence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="residence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="8e0e9e39d3acb80c858c58961b65201e632db8e4",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_none_for_a_merged_file_insert_89010",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_residence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="residence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="1105842a783720e0e77ad5da93fca518ad7480a5",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_none_for_a_merged_file_update_1cf61",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_residence",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.UniqueConstraint(fields=("child", "on"), name="review_once_a_day"),
                ),
                migrations.AddConstraint(
                    model_name="sealedgrant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("child__isnull", False), ("kind__isnull", False), _connector="OR"),
                        name="grant_child_or_kind",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sealedgrant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("child__isnull", False), ("emergency", True), ("granted_by__isnull", True)),
                            models.Q(
                                ("emergency", False),
                                ("granted_by__isnull", False),
                                models.Q(("granted_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="grant_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sealedgrant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gt", models.F("begins_at")),
                            (
                                "ends_at__lte",
                                models.ExpressionWrapper(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("begins_at"), "+", models.Value(datetime.timedelta(days=366))
                                    ),
                                    models.DateTimeField(),
                                ),
                            ),
                        ),
                        name="grant_ends",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sealedgrant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("emergency", False),
                            (
                                "ends_at__lte",
                                models.ExpressionWrapper(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("begins_at"), "+", models.Value(datetime.timedelta(seconds=14400))
                                    ),
                                    models.DateTimeField(),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="grant_emergency_is_short",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sealedgrant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="grant_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sealedgrant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("justified__isnull", True),
                                ("reviewed_at__isnull", True),
                                ("reviewed_by__isnull", True),
                            ),
                            models.Q(
                                ("emergency", True),
                                ("justified__isnull", False),
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="grant_reviewed_by_another",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sealedgrant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_as_given",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    RAISE EXCEPTION 'a grant is revoked, never changed';\n                ",
                            hash="83fba417a3b8582eab365ed1b27770719fbb672d",
                            operation='UPDATE OF "user_id", "unit_id", "child_id", "kind_id", "reason", "begins_at", "ends_at", "granted_by_id", "emergency"',
                            pgid="pgtrigger_stays_as_given_6dd3c",
                            table="children_sealedgrant",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sealedgrant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_sealed_groups",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.kind_id IS NOT NULL)",
                            func="\n                    IF NOT (SELECT sealed FROM children_circumstancekind WHERE code = NEW.kind_id) THEN\n                        RAISE EXCEPTION 'a grant opens sealed groups' USING ERRCODE = 'check_violation',\n                            CONSTRAINT = 'grant_only_sealed_groups';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="c5a2f69e83c0ea2473be6025f8f10a356482b97c",
                            operation="INSERT",
                            pgid="pgtrigger_only_sealed_groups_b0a6e",
                            table="children_sealedgrant",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sealedgrant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="cc04e28373758ea38a4d4da07bfb50e5f508c308",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_f3c8c",
                            table="children_sealedgrant",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="circumstancespell",
                    index=models.Index(fields=["kind", "child"], name="spell_kind_child"),
                ),
                migrations.AddConstraint(
                    model_name="circumstancespell",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("child", "="), ("kind", "="), ("valid", "&&")],
                        name="circumstance_no_overlap",
                        violation_error_message="Trẻ đã có hoàn cảnh này trong cùng thời gian.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="circumstancespell",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sealed_under_a_grant",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE under children_sealedgrant%ROWTYPE;",
                            func="\n                    IF NOT (SELECT sealed FROM children_circumstancekind WHERE code = NEW.kind_id) THEN\n                        NEW.grant_id := NULL;\n                        RETURN NEW;\n                    END IF;\n                    SELECT * INTO under FROM children_sealedgrant WHERE id = NEW.grant_id;\n                    IF under.id IS NULL\n                       OR (TG_OP = 'INSERT' AND under.child_id IS NOT NULL AND under.child_id <> NEW.child_id)\n                       OR (under.kind_id IS NOT NULL AND NEW.kind_id <> under.kind_id\n                           AND NOT starts_with(NEW.kind_id, under.kind_id || '.'))\n                    THEN\n                        RAISE EXCEPTION 'a sealed circumstance is written under a grant that opens it'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'circumstance_sealed_under_a_grant';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="167c868259cbb0d11d965b2a897560d97306ac74",
                            operation='INSERT OR UPDATE OF "kind_id", "grant_id"',
                            pgid="pgtrigger_sealed_under_a_grant_bf85a",
                            table="children_circumstancespell",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="circumstancespell",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "children_circumstancespellevent" ("child_id", "evidence", "grant_id", "id", "kind_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (OLD."child_id", OLD."evidence", OLD."grant_id", OLD."id", OLD."kind_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."valid"); RETURN NULL;',
                            hash="873932e48d0df04de9c6da6bd37f4e1ae33fd131",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7c699",
                            table="children_circumstancespell",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="circumstancespell",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "children_circumstancespellevent" ("child_id", "evidence", "grant_id", "id", "kind_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (OLD."child_id", OLD."evidence", OLD."grant_id", OLD."id", OLD."kind_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."valid"); RETURN NULL;',
                            hash="82539eb76a5ea0d172309627c29711ad31118e22",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_7df53",
                            table="children_circumstancespell",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="circumstancespell",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="30ce3277ee784e890fda197e160c677bfd2a4dfa",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_none_for_a_merged_file_insert_d22c0",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_circumstancespell",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="circumstancespell",
                    trigger=pgtrigger.compiler.Trigger(
                        name="none_for_a_merged_file_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'\n                    ) THEN\n                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="794c25323dd82419f75498becd52ff173af68413",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_none_for_a_merged_file_update_4281f",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="children_circumstancespell",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childdocument",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["photo", "birth", "insurance", "disability", "decision", "consent", "other"])
                        ),
                        name="document_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="childdocument",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("delete_reason", ""),
                                ("deleted_at__isnull", True),
                                ("deleted_by__isnull", True),
                                models.Q(("stored", ""), _negated=True),
                            ),
                            models.Q(
                                ("deleted_at__isnull", False),
                                ("deleted_by__isnull", False),
                                ("stored", ""),
                                ("thumbnail", ""),
                                models.Q(("delete_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_kept_or_deleted",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="childdocument",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_as_uploaded",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'a paper is deleted, never changed';",
                            hash="fbfd66248eecd8bad7a73da45567bc13bde873be",
                            operation='UPDATE OF "kind", "ending", "size", "sha256", "uploaded_by_id", "uploaded_at", "grant_id"',
                            pgid="pgtrigger_stays_as_uploaded_c1bf1",
                            table="children_childdocument",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="childdocument",
                    trigger=pgtrigger.compiler.Trigger(
                        name="row_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="bfd05812663a1ec388cd9f1308c2224fd2b0c66d",
                            operation="DELETE",
                            pgid="pgtrigger_row_stays_7bfb7",
                            table="children_childdocument",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="secondpersonrule",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("valid", "&&")],
                        name="second_person_no_overlap",
                        violation_error_message="Đơn vị đã có quy định này trong cùng thời gian.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="serviceprovider",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("name", "kind", "unit"),
                        name="provider_once",
                        violation_error_message="Cơ sở này đã có trong danh bạ với cùng dịch vụ.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="serviceprovider",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["medical", "social", "education", "legal", "counselling", "other"])
                        ),
                        name="provider_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="serviceprovider",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="provider_named"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "submitted")),
                        fields=("unit", "year"),
                        name="submission_one_open",
                        violation_error_message="Danh sách của năm này đang chờ thẩm định.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.UniqueConstraint(
                        fields=("unit", "year", "number"), name="submission_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["submitted", "returned", "verified"])),
                        name="submission_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="submission_two_people",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="submission",
                    trigger=pgtrigger.compiler.Trigger(
                        name="verified_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" = 'verified')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e86740e82de0fd9d9be09b9fcc67d21c8b89350e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_verified_is_final_f2e45",
                            table="children_submission",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="submission",
                    trigger=pgtrigger.compiler.Trigger(
                        name="verified_once_unless_reopened",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (SELECT 1 FROM children_submission s\n                               WHERE s.unit_id = NEW.unit_id AND s.year = NEW.year AND s.state = 'verified'\n                                 AND NOT EXISTS (SELECT 1 FROM children_reopening r WHERE r.submission_id = s.id)) THEN\n                        RAISE EXCEPTION 'the list of this year is verified; it is reopened by a decision';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="0d5902d2bd5a6741b709289056d66d26ea06d148",
                            operation="INSERT",
                            pgid="pgtrigger_verified_once_unless_reopened_c62f3",
                            table="children_submission",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reopening",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                        ),
                        name="reopening_complete",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reopening",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("decided_on__lte", models.F("recorded_on"))),
                        name="reopening_decided_before",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reopening",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0525fd33da756e1b2f63ce244ad915b1b5853c13",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_dd241",
                            table="children_reopening",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="submissiondocument",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="044022e8d9ffecf3bea2a4a9ad38beef78944fd4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_14643",
                            table="children_submissiondocument",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submissionrow",
                    constraint=models.UniqueConstraint(fields=("submission", "child"), name="submission_row_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="submissionrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="frozen_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF NEW.frozen IS DISTINCT FROM OLD.frozen OR NEW.child_id <> OLD.child_id THEN\n                        RAISE EXCEPTION 'a submitted row stays as it was submitted';\n                    END IF;\n                    IF (SELECT state FROM children_submission WHERE id = OLD.submission_id) = 'verified' THEN\n                        RAISE EXCEPTION 'a verified list is final';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="8f33d132acc9553b99852abf095a14819be27233",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_stays_ad92a",
                            table="children_submissionrow",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="submissionrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="verified_stays_whole",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF (SELECT state FROM children_submission\n                        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.submission_id ELSE NEW.submission_id END) = 'verified'\n                    THEN\n                        RAISE EXCEPTION 'a verified list is final';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN\n                        RETURN OLD;\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="4becded8b93f44d4a4eca7406022ecf9af4af279",
                            operation="INSERT OR DELETE",
                            pgid="pgtrigger_verified_stays_whole_a437e",
                            table="children_submissionrow",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statesupport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("least_age__lte", models.F("most_age"))), name="state_support_ages"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assessmentform",
                    constraint=models.UniqueConstraint(fields=("area", "version"), name="assessment_form_version"),
                ),
                migrations.AddConstraint(
                    model_name="assessmentform",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("made_by__isnull", True),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_on__isnull", False),
                                ("decided_on__lte", models.F("valid_from")),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_form_decided",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessmentform",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f86df3bd340d34c38883e1f6763c4428fa7b5344",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_24c48",
                            table="children_assessmentform",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assessmentdraft",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("saved_as__isnull", True)),
                        fields=("user", "area", "item", "scope"),
                        name="assessment_draft_one_open",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workbook",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="workbook_has_reason"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workbookreturn",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "committed")),
                        fields=("workbook", "file_hash"),
                        name="workbook_return_file_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workbookreturn",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["preview", "waiting", "committed", "undone", "discarded"])),
                        name="workbook_return_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cellchange",
                    constraint=models.UniqueConstraint(
                        fields=("workbook_return", "child", "field"), name="workbook_cell_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cellchange",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["conflict", "change", "blank", "problem"])),
                        name="workbook_cell_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cellchange",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "ours", "theirs"])),
                        name="workbook_cell_decision_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cellchange",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("decision", "theirs"), ("kind", "problem"), _negated=True),
                        name="workbook_problem_never_taken",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workbookrow",
                    constraint=models.UniqueConstraint(fields=("workbook", "child"), name="workbook_child_once"),
                ),
            ]
        ),
        migrations.RunSQL(TEXT, "DROP FUNCTION child_search_text(text, bigint, bigint)"),
        migrations.RunSQL(MEASURED, migrations.RunSQL.noop),
        migrations.RunSQL(VILLAGE, NO_VILLAGE),
    ]
