"""The tables as they stand after all steps before, made at once in an empty database."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import lao_cai_support.web.codes
import lao_cai_support.web.money
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from lao_cai_support.web.tables import Tables

# Which rule of an earmark a spending breaks: date, kind, place, or ''. Nothing given for the kind or the day: not asked.
# Items are booked under the codes of funds.models.kind; a place covers what lies in it and what succeeded to that.
FUNCTIONS = """
    CREATE FUNCTION earmark_break(mark_id bigint, kind text, unit_id bigint, day date) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT CASE
            WHEN day > e.use_until THEN 'date'
            WHEN kind IS NULL THEN ''
            WHEN (cardinality(e.items) > 0 OR cardinality(e.areas) > 0) AND NOT EXISTS (
                SELECT 1 FROM children_item i
                WHERE (cardinality(e.items) = 0 OR i.code = ANY (e.items)) AND (cardinality(e.areas) = 0 OR i.area_id = ANY (e.areas))
                  AND kind = COALESCE(
                    CASE i.code WHEN 'DD01' THEN 'C04' WHEN 'DD02' THEN 'C04' WHEN 'KCB03' THEN 'C02' WHEN 'KCB04' THEN 'C02' WHEN 'VC01' THEN 'C06'
                        WHEN 'VC04' THEN 'C13' WHEN 'KH01' THEN 'C10' WHEN 'KH02' THEN 'C09' WHEN 'KH03' THEN 'C08' WHEN 'KH04' THEN 'C11' END,
                    CASE i.area_id WHEN 'KCB' THEN 'C01' WHEN 'DD' THEN 'C03' WHEN 'VC' THEN 'C05' WHEN 'DA' THEN 'C07' WHEN 'KH' THEN 'C17' END)
            ) THEN 'kind'
            WHEN cardinality(e.places) > 0 AND NOT EXISTS (
                WITH RECURSIVE held (id) AS (
                    SELECT unit_id
                    UNION SELECT s.predecessor_id FROM areas_succession s JOIN held ON held.id = s.successor_id
                )
                SELECT 1 FROM held JOIN areas_administrativeunit u ON u.id = held.id
                JOIN unnest(e.places) AS place ON u.path = place OR u.path LIKE place || '.%'
            ) THEN 'place'
            ELSE ''
        END FROM donors_earmark e WHERE e.id = mark_id
    $$;
    CREATE FUNCTION management_base(fund bigint, in_year int) RETURNS bigint LANGUAGE sql STABLE AS $$
        SELECT -COALESCE(sum(amount), 0)::bigint FROM funds_posting
        WHERE fund_id = fund AND account = 'F1' AND income_id IS NOT NULL
          AND day BETWEEN make_date(in_year, 1, 1) AND make_date(in_year, 12, 31)
          AND income_id NOT IN ('T12', 'T13', 'T14', 'T15', 'T03', 'T04', 'T06', 'T08', 'T09', 'T10', 'T11', 'T18')
    $$;
"""


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("funds", "0001_initial"),
        ("funds", "0002_bank_statements"),
        ("funds", "0003_sheets_of_schools"),
        ("funds", "0004_counts_scans_and_values"),
        ("funds", "0005_samples_checks_and_photos"),
        ("funds", "0006_ledger_core"),
        ("funds", "0007_purses_people_papers"),
        ("funds", "0008_books_of_a_million"),
        ("funds", "0009_budget_of_the_state"),
        ("funds", "0010_goods_without_value"),
        ("funds", "0011_lists_of_payments"),
        ("funds", "0012_bank_accounts"),
        ("funds", "0013_received_of_pledges"),
        ("funds", "0014_sponsorship_money"),
        ("funds", "0015_commendations"),
        ("funds", "0016_places_of_money"),
    ]

    dependencies = [
        ("areas", "0001_squashed_0002"),
        ("children", "0001_squashed_0017"),
        ("donors", "0001_squashed_0010"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="ExpenditureKind",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "khoản chi",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="IncomeSource",
                    fields=[
                        ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="mã")),
                        ("name_vi", models.CharField(max_length=255, verbose_name="tên")),
                        ("name_en", models.CharField(blank=True, max_length=255)),
                        ("source", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "nguồn thu",
                        "ordering": ["code"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit_value", lao_cai_support.web.money.VndField(verbose_name="đơn giá định giá")),
                        (
                            "declared_value",
                            lao_cai_support.web.money.VndField(
                                blank=True, null=True, verbose_name="giá trị nhà tài trợ khai"
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("invoice", "Hóa đơn, giá ghi trong biên bản bàn giao"),
                                    ("market", "Giá cùng loại trong tỉnh (thông báo giá, ba báo giá)"),
                                    ("group", "Biên bản của tổ định giá"),
                                    ("none", "Không xác định được giá trị, chỉ theo dõi số lượng"),
                                ],
                                default="invoice",
                                max_length=7,
                                verbose_name="cách định giá",
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="căn cứ định giá")),
                        ("used", models.BooleanField(default=False, verbose_name="đã qua sử dụng")),
                        (
                            "new_price",
                            lao_cai_support.web.money.VndField(
                                blank=True, null=True, verbose_name="giá hàng mới cùng loại"
                            ),
                        ),
                        (
                            "quality_paper",
                            models.CharField(blank=True, max_length=200, verbose_name="giấy chất lượng, kiểm định"),
                        ),
                        (
                            "quality_until",
                            models.DateField(blank=True, null=True, verbose_name="giấy chất lượng đến ngày"),
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
                        ("size", models.CharField(blank=True, max_length=10, verbose_name="cỡ")),
                        ("quantity", models.PositiveIntegerField(verbose_name="số lượng nhập")),
                        ("received_on", models.DateField(verbose_name="ngày nhập")),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="hạn dùng")),
                        ("recalled_on", models.DateField(blank=True, null=True, verbose_name="thu hồi từ ngày")),
                        ("recall_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do thu hồi")),
                    ],
                    options={
                        "verbose_name": "lô hàng",
                        "ordering": ["expires_on", "received_on", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ManagementShare",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("amount", lao_cai_support.web.money.VndField(verbose_name="mức chi quản lý")),
                        ("decision_no", models.CharField(max_length=60, verbose_name="số quyết định")),
                        ("decided_on", models.DateField(verbose_name="ngày quyết định")),
                    ],
                    options={
                        "verbose_name": "mức chi quản lý",
                    },
                ),
                migrations.CreateModel(
                    name="MonthClosing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField(help_text="ngày đầu tháng", verbose_name="tháng")),
                        ("checks", models.JSONField(default=list)),
                        ("head_hash", models.CharField(blank=True, max_length=64)),
                        ("last_sequence", models.PositiveIntegerField()),
                        ("closed_on", models.DateField(verbose_name="ngày khóa sổ")),
                    ],
                    options={
                        "verbose_name": "khóa sổ tháng",
                        "ordering": ["-month"],
                    },
                ),
                migrations.CreateModel(
                    name="PaperScan",
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
                    ],
                    options={
                        "verbose_name": "bản chụp chứng từ",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Payee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", lao_cai_support.web.money.VndField(verbose_name="số tiền")),
                    ],
                    options={
                        "verbose_name": "người nhận tiền",
                        "ordering": ["voucher", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("amount", models.BigIntegerField()),
                    ],
                    options={
                        "verbose_name": "số dư ngày của nơi giữ tiền",
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("A1", "Tiền mặt"),
                                    ("A2", "Tiền gửi"),
                                    ("A3", "Hiện vật trong kho"),
                                    ("A4", "Tạm ứng phân phối"),
                                    ("A5", "Phải thu điều chuyển"),
                                    ("L1", "Phải hoàn nhà tài trợ"),
                                    ("F1", "Quỹ chung"),
                                    ("F2", "Quỹ có địa chỉ"),
                                    ("F3", "Quỹ hiện vật"),
                                    ("F4", "Phần dành cho chi quản lý"),
                                ],
                                max_length=2,
                                verbose_name="tài khoản",
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="số tiền")),
                        ("quantity", models.IntegerField(default=0, verbose_name="số lượng")),
                    ],
                    options={
                        "verbose_name": "dòng bút toán",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Repurposing",
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
                        ("amount", lao_cai_support.web.money.VndField(verbose_name="số tiền")),
                        ("done_on", models.DateField()),
                    ],
                    options={
                        "verbose_name": "đổi mục đích khoản có địa chỉ",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Reversal",
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
                        ("reason", models.CharField(max_length=200, verbose_name="lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Chờ duyệt"), ("done", "Đã đảo"), ("refused", "Không đảo")],
                                default="asked",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("asked_on", models.DateField(verbose_name="ngày đề nghị")),
                        ("decided_on", models.DateField(null=True, verbose_name="ngày quyết định")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="trả lời")),
                    ],
                    options={
                        "verbose_name": "đề nghị đảo bút toán",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SchoolConfirmation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("received", models.PositiveIntegerField(verbose_name="thực nhận")),
                        ("returned", models.PositiveIntegerField(default=0, verbose_name="trả lại")),
                        ("missing", models.PositiveIntegerField(default=0, verbose_name="thiếu, hỏng")),
                        ("signer", models.CharField(blank=True, max_length=120, verbose_name="người ký nhận")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        ("confirmed_on", models.DateField(verbose_name="ngày xác nhận")),
                    ],
                    options={
                        "verbose_name": "xác nhận của nhà trường",
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
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
                        ("class_name", models.CharField(blank=True, max_length=20, verbose_name="lớp")),
                        ("recorded_on", models.DateField(null=True, verbose_name="ngày ghi kết quả")),
                    ],
                    options={
                        "verbose_name": "bảng ký nhận",
                        "ordering": ["unit__sort_key", "pk"],
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
                        ("issued", models.PositiveIntegerField(verbose_name="xuất")),
                        ("value", lao_cai_support.web.money.VndField(verbose_name="giá trị")),
                        ("received", models.PositiveIntegerField(null=True, verbose_name="thực nhận")),
                        ("returned", models.PositiveIntegerField(default=0, verbose_name="trả lại")),
                        ("missing", models.PositiveIntegerField(default=0, verbose_name="thiếu, hỏng")),
                        ("signer", models.CharField(blank=True, max_length=120, verbose_name="người ký nhận")),
                    ],
                    options={
                        "verbose_name": "dòng ký nhận",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SheetPhoto",
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
                        ("caption", models.CharField(blank=True, max_length=200, verbose_name="chú thích")),
                        ("taken_on", models.DateField(verbose_name="ngày chụp")),
                    ],
                    options={
                        "verbose_name": "ảnh cấp phát",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
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
                        ("file_name", models.CharField(max_length=120, verbose_name="tệp")),
                        ("stored", models.CharField(max_length=120)),
                        ("sha256", models.CharField(max_length=64)),
                        ("columns", models.JSONField(default=dict)),
                        ("first_day", models.DateField(null=True, verbose_name="từ ngày")),
                        ("last_day", models.DateField(null=True, verbose_name="đến ngày")),
                        ("closing", models.BigIntegerField(null=True, verbose_name="số dư cuối")),
                        ("lines_new", models.PositiveIntegerField(default=0, verbose_name="dòng mới")),
                        ("lines_known", models.PositiveIntegerField(default=0, verbose_name="dòng đã có")),
                        ("gaps", models.PositiveIntegerField(default=0, verbose_name="chỗ số dư không nối")),
                        ("imported_on", models.DateField(verbose_name="ngày nhập")),
                    ],
                    options={
                        "verbose_name": "sao kê",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="StatementLayout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("signature", models.CharField(max_length=64)),
                        ("columns", models.JSONField()),
                    ],
                    options={
                        "verbose_name": "cách đọc sao kê",
                    },
                ),
                migrations.CreateModel(
                    name="StatementLine",
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
                        ("day", models.DateField(verbose_name="ngày")),
                        ("amount", models.BigIntegerField(verbose_name="số tiền")),
                        ("text", models.CharField(blank=True, max_length=500, verbose_name="nội dung")),
                        (
                            "party",
                            models.CharField(blank=True, max_length=200, verbose_name="người chuyển, người nhận"),
                        ),
                        ("reference", models.CharField(blank=True, max_length=60, verbose_name="số tham chiếu")),
                        ("balance", models.BigIntegerField(null=True, verbose_name="số dư")),
                        ("digest", models.CharField(max_length=64)),
                        ("nth", models.PositiveSmallIntegerField(default=1)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="giải thích")),
                        ("settled_on", models.DateField(null=True, verbose_name="ngày đối chiếu")),
                    ],
                    options={
                        "verbose_name": "dòng sao kê",
                        "ordering": ["-day", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="StockCount",
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
                        ("on", models.DateField(verbose_name="ngày kiểm kê")),
                        ("committee", models.CharField(blank=True, max_length=300, verbose_name="thành phần kiểm kê")),
                        ("confirmed_on", models.DateField(null=True)),
                    ],
                    options={
                        "verbose_name": "biên bản kiểm kê kho",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="StockCountLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("book", models.PositiveIntegerField(verbose_name="theo sổ")),
                        ("counted", models.PositiveIntegerField(verbose_name="kiểm đếm được")),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("damaged", "Hỏng, vỡ"),
                                    ("expired", "Hết hạn"),
                                    ("lost", "Thiếu, mất"),
                                    ("vermin", "Mối, chuột, ẩm mốc"),
                                    ("recalled", "Thu hồi theo thông báo"),
                                    ("miscount", "Đếm nhầm khi nhập"),
                                ],
                                max_length=10,
                                verbose_name="lý do",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                    ],
                    options={
                        "verbose_name": "dòng kiểm kê",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
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
                        ("amount", lao_cai_support.web.money.VndField(verbose_name="số tiền")),
                        ("decision_no", models.CharField(max_length=60, verbose_name="số quyết định")),
                        ("sent_on", models.DateField(verbose_name="ngày gửi")),
                        ("received_on", models.DateField(null=True, verbose_name="ngày nhận")),
                        (
                            "state",
                            models.CharField(
                                choices=[("sent", "Đang chuyển"), ("received", "Đã nhận")],
                                default="sent",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "điều chuyển",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Verification",
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
                        ("population", models.PositiveIntegerField(verbose_name="số dòng có thể chọn")),
                        ("size", models.PositiveIntegerField(verbose_name="số dòng được chọn")),
                        ("drawn_on", models.DateField(verbose_name="ngày chọn")),
                    ],
                    options={
                        "verbose_name": "kiểm tra mẫu",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="VerificationLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "finding",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("yes", "Đúng như bảng ký"),
                                    ("less", "Nhận ít hơn hoặc hàng kém"),
                                    ("no", "Không nhận được"),
                                    ("away", "Không gặp được"),
                                ],
                                max_length=4,
                                verbose_name="kết quả",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        ("checked_on", models.DateField(null=True, verbose_name="ngày kiểm tra")),
                    ],
                    options={
                        "verbose_name": "dòng kiểm tra mẫu",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Voucher",
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
                                    ("PT", "Phiếu thu"),
                                    ("BC", "Giấy báo Có"),
                                    ("PC", "Phiếu chi"),
                                    ("NK", "Phiếu nhập kho"),
                                    ("XK", "Phiếu xuất kho"),
                                    ("TN", "Phiếu thu kinh phí ngân sách"),
                                    ("CN", "Phiếu chi kinh phí ngân sách"),
                                ],
                                max_length=2,
                                verbose_name="loại",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="số")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Chờ duyệt"),
                                    ("approved", "Đã duyệt, chờ thực hiện"),
                                    ("posted", "Đã ghi sổ"),
                                    ("cancelled", "Đã hủy"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="ngày")),
                        ("party", models.CharField(max_length=200, verbose_name="người nộp, người nhận")),
                        ("party_address", models.CharField(blank=True, max_length=200, verbose_name="địa chỉ")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("amount", lao_cai_support.web.money.VndField(verbose_name="số tiền")),
                        ("decision_no", models.CharField(blank=True, max_length=60, verbose_name="quyết định chi")),
                        ("decision_on", models.DateField(blank=True, null=True, verbose_name="ngày quyết định")),
                        (
                            "decided_by",
                            models.CharField(
                                choices=[
                                    ("head", "Người đứng đầu Quỹ"),
                                    ("committee", "Chủ tịch UBND cùng cấp"),
                                    ("council", "Hội đồng bảo trợ Quỹ, Ban vận động"),
                                    ("upper", "Cơ quan quản lý Quỹ cấp trên"),
                                ],
                                db_default="head",
                                default="head",
                                max_length=10,
                                verbose_name="người quyết định chi",
                            ),
                        ),
                        (
                            "by_list",
                            models.BooleanField(
                                db_default=False, default=False, verbose_name="trả cho trẻ em theo danh sách ký nhận"
                            ),
                        ),
                        (
                            "foreign_approval",
                            models.CharField(blank=True, max_length=60, verbose_name="văn bản phê duyệt viện trợ"),
                        ),
                        (
                            "foreign_approved_on",
                            models.DateField(blank=True, null=True, verbose_name="ngày phê duyệt viện trợ"),
                        ),
                        ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do hủy")),
                    ],
                    options={
                        "verbose_name": "chứng từ",
                        "ordering": ["-day", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="VoucherLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit_value", lao_cai_support.web.money.VndField(verbose_name="đơn giá định giá")),
                        (
                            "declared_value",
                            lao_cai_support.web.money.VndField(
                                blank=True, null=True, verbose_name="giá trị nhà tài trợ khai"
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("invoice", "Hóa đơn, giá ghi trong biên bản bàn giao"),
                                    ("market", "Giá cùng loại trong tỉnh (thông báo giá, ba báo giá)"),
                                    ("group", "Biên bản của tổ định giá"),
                                    ("none", "Không xác định được giá trị, chỉ theo dõi số lượng"),
                                ],
                                default="invoice",
                                max_length=7,
                                verbose_name="cách định giá",
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="căn cứ định giá")),
                        ("used", models.BooleanField(default=False, verbose_name="đã qua sử dụng")),
                        (
                            "new_price",
                            lao_cai_support.web.money.VndField(
                                blank=True, null=True, verbose_name="giá hàng mới cùng loại"
                            ),
                        ),
                        (
                            "quality_paper",
                            models.CharField(blank=True, max_length=200, verbose_name="giấy chất lượng, kiểm định"),
                        ),
                        (
                            "quality_until",
                            models.DateField(blank=True, null=True, verbose_name="giấy chất lượng đến ngày"),
                        ),
                        ("size", models.CharField(blank=True, max_length=10, verbose_name="cỡ")),
                        ("quantity", models.PositiveIntegerField(verbose_name="số lượng")),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="hạn dùng")),
                    ],
                    options={
                        "verbose_name": "dòng chứng từ",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetEstimate",
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm ngân sách")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang lập"),
                                    ("submitted", "Đã trình, chờ thẩm định"),
                                    ("returned", "Yêu cầu bổ sung"),
                                    ("appraised", "Đã thẩm định, chờ giao"),
                                    ("assigned", "Đã giao, đang thực hiện"),
                                    ("settled", "Đã quyết toán"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("grounds", models.CharField(max_length=300, verbose_name="căn cứ lập dự toán")),
                        ("drafted_on", models.DateField()),
                        ("submitted_on", models.DateField(null=True, verbose_name="ngày trình")),
                        ("returned_for", models.CharField(blank=True, max_length=300, verbose_name="cần bổ sung")),
                        ("appraised_on", models.DateField(null=True, verbose_name="ngày thẩm định")),
                        ("appraisal_no", models.CharField(blank=True, max_length=60, verbose_name="văn bản thẩm định")),
                        ("settled_on", models.DateField(null=True, verbose_name="ngày quyết toán")),
                        (
                            "settlement_no",
                            models.CharField(blank=True, max_length=60, verbose_name="văn bản quyết toán"),
                        ),
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
                            "drafted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dự toán ngân sách",
                        "ordering": ["-year", "source", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="số quyết định")),
                        ("decided_on", models.DateField(verbose_name="ngày quyết định")),
                        ("issuer", models.CharField(max_length=160, verbose_name="cơ quan ban hành")),
                        ("amount", models.BigIntegerField(verbose_name="số tiền")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "estimate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="funds.budgetestimate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quyết định giao dự toán",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("6050", "6050 Tiền công theo hợp đồng"),
                                    ("6100", "6100 Phụ cấp"),
                                    ("6500", "6500 Dịch vụ công cộng (điện, nước, nhiên liệu)"),
                                    ("6550", "6550 Vật tư văn phòng"),
                                    ("6600", "6600 Thông tin, tuyên truyền, liên lạc"),
                                    ("6650", "6650 Hội nghị, tập huấn"),
                                    ("6700", "6700 Công tác phí"),
                                    ("6750", "6750 Thuê mướn (xe, kho, thiết bị)"),
                                    ("7000", "7000 Nghiệp vụ chuyên môn"),
                                    ("7750", "7750 Chi khác"),
                                ],
                                max_length=4,
                                verbose_name="mục chi",
                            ),
                        ),
                        ("content", models.CharField(max_length=200, verbose_name="nội dung chi")),
                        ("norm", models.CharField(max_length=200, verbose_name="định mức, căn cứ")),
                        ("unit", models.CharField(max_length=40, verbose_name="đơn vị tính")),
                        ("quantity", models.PositiveIntegerField(verbose_name="số lượng")),
                        ("unit_price", lao_cai_support.web.money.VndField(verbose_name="mức chi")),
                        (
                            "appraised",
                            lao_cai_support.web.money.VndField(blank=True, null=True, verbose_name="số thẩm định"),
                        ),
                        ("cut_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do giảm")),
                        (
                            "assigned",
                            lao_cai_support.web.money.VndField(db_default=0, default=0, verbose_name="được giao"),
                        ),
                        (
                            "withdrawn",
                            lao_cai_support.web.money.VndField(db_default=0, default=0, verbose_name="đã rút"),
                        ),
                        ("used", lao_cai_support.web.money.VndField(db_default=0, default=0, verbose_name="đã chi")),
                        (
                            "returned",
                            lao_cai_support.web.money.VndField(db_default=0, default=0, verbose_name="đã nộp trả"),
                        ),
                        (
                            "cancelled",
                            lao_cai_support.web.money.VndField(db_default=0, default=0, verbose_name="đã hủy dự toán"),
                        ),
                        (
                            "estimate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="funds.budgetestimate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dòng dự toán",
                        "ordering": ["estimate", "item", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Commendation",
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm xét")),
                        (
                            "amount",
                            lao_cai_support.web.money.VndField(
                                default=0, editable=False, verbose_name="thành tích (số đã nhận)"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Đang lập hồ sơ"),
                                    ("submitted", "Đã trình"),
                                    ("decided", "Đã có quyết định"),
                                    ("dropped", "Không đề nghị nữa"),
                                    ("cancelled", "Đã hủy danh hiệu"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("proposed_on", models.DateField(verbose_name="ngày lập")),
                        ("submitted_on", models.DateField(null=True, verbose_name="ngày trình")),
                        ("decision_no", models.CharField(blank=True, max_length=60, verbose_name="số quyết định")),
                        ("decided_on", models.DateField(null=True, verbose_name="ngày quyết định")),
                        (
                            "decided_by",
                            models.CharField(blank=True, max_length=160, verbose_name="người ký quyết định"),
                        ),
                        (
                            "consent_paper",
                            models.CharField(blank=True, max_length=160, verbose_name="văn bản đồng ý nêu tên"),
                        ),
                        ("consent_on", models.DateField(null=True, verbose_name="ngày đồng ý")),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commendations",
                                to="donors.donor",
                                verbose_name="nhà tài trợ",
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
                            "submitted_by",
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
                                related_name="commendations",
                                to="areas.administrativeunit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "khen thưởng",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CommendationPaper",
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
                                    ("submission", "tờ trình"),
                                    ("report", "báo cáo thành tích"),
                                    ("minutes", "biên bản họp xét"),
                                    ("list", "danh sách đề nghị"),
                                    ("opinion", "ý kiến của cơ quan thuế, bảo hiểm hoặc nội vụ"),
                                ],
                                max_length=12,
                                verbose_name="giấy tờ",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="số")),
                        ("day", models.DateField(verbose_name="ngày")),
                        (
                            "commendation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossier",
                                to="funds.commendation",
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
                        "verbose_name": "giấy tờ trong hồ sơ khen thưởng",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Fund",
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
                        ("short_code", models.CharField(max_length=24, unique=True, verbose_name="ký hiệu")),
                        ("name", models.CharField(max_length=160, verbose_name="tên quỹ")),
                        ("manager", models.CharField(blank=True, max_length=160, verbose_name="cơ quan quản lý")),
                        (
                            "decision_no",
                            models.CharField(blank=True, max_length=60, verbose_name="quyết định thành lập"),
                        ),
                        (
                            "check_required",
                            models.BooleanField(
                                db_default=False, default=False, verbose_name="chứng từ phải có người kiểm tra"
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hoạt động")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="funds",
                                to="areas.administrativeunit",
                                verbose_name="đơn vị",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quỹ",
                        "ordering": ["unit__path", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Closing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("head_hash", models.CharField(max_length=64)),
                        ("last_sequence", models.PositiveIntegerField()),
                        ("closed_on", models.DateField(verbose_name="ngày khóa sổ")),
                        (
                            "closed_by",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="closings", to="funds.fund"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "khóa sổ năm",
                        "ordering": ["-year"],
                    },
                ),
                migrations.AddField(
                    model_name="budgetestimate",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estimates",
                        to="funds.fund",
                        verbose_name="quỹ",
                    ),
                ),
                migrations.CreateModel(
                    name="BudgetEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField(verbose_name="số thứ tự")),
                        ("day", models.DateField(verbose_name="ngày ghi sổ")),
                        (
                            "event",
                            models.CharField(
                                choices=[
                                    ("assigned", "Giao dự toán"),
                                    ("adjusted", "Điều chỉnh dự toán"),
                                    ("withdrawn", "Rút dự toán"),
                                    ("used", "Chi"),
                                    ("returned", "Nộp trả"),
                                    ("cancelled", "Hủy dự toán"),
                                ],
                                max_length=10,
                                verbose_name="nghiệp vụ",
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="số tiền")),
                        ("text", models.CharField(max_length=300, verbose_name="diễn giải")),
                        ("previous_hash", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        (
                            "corrects",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="funds.budgetentry",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="funds.budgetdecision",
                            ),
                        ),
                        (
                            "posted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="funds.budgetline",
                            ),
                        ),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budget_entries",
                                to="funds.fund",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bút toán ngân sách",
                        "ordering": ["fund", "sequence"],
                    },
                ),
                migrations.CreateModel(
                    name="BalanceDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("A1", "Tiền mặt"),
                                    ("A2", "Tiền gửi"),
                                    ("A3", "Hiện vật trong kho"),
                                    ("A4", "Tạm ứng phân phối"),
                                    ("A5", "Phải thu điều chuyển"),
                                    ("L1", "Phải hoàn nhà tài trợ"),
                                    ("F1", "Quỹ chung"),
                                    ("F2", "Quỹ có địa chỉ"),
                                    ("F3", "Quỹ hiện vật"),
                                    ("F4", "Phần dành cho chi quản lý"),
                                ],
                                max_length=2,
                            ),
                        ),
                        (
                            "earmark_key",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Coalesce("earmark_id", 0),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                        (
                            "lot_key",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Coalesce("lot_id", 0),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        ("quantity", models.IntegerField()),
                        ("day", models.DateField()),
                        ("lowest", models.BigIntegerField(null=True)),
                        ("lowest_quantity", models.IntegerField(null=True)),
                        (
                            "earmark",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="donors.earmark",
                            ),
                        ),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.fund"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "số dư ngày",
                    },
                ),
                migrations.CreateModel(
                    name="Balance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("A1", "Tiền mặt"),
                                    ("A2", "Tiền gửi"),
                                    ("A3", "Hiện vật trong kho"),
                                    ("A4", "Tạm ứng phân phối"),
                                    ("A5", "Phải thu điều chuyển"),
                                    ("L1", "Phải hoàn nhà tài trợ"),
                                    ("F1", "Quỹ chung"),
                                    ("F2", "Quỹ có địa chỉ"),
                                    ("F3", "Quỹ hiện vật"),
                                    ("F4", "Phần dành cho chi quản lý"),
                                ],
                                max_length=2,
                            ),
                        ),
                        (
                            "earmark_key",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Coalesce("earmark_id", 0),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                        (
                            "lot_key",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Coalesce("lot_id", 0),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        ("quantity", models.IntegerField()),
                        (
                            "earmark",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="donors.earmark",
                            ),
                        ),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.fund"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "số dư",
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalLimit",
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
                            "decider",
                            models.CharField(
                                choices=[
                                    ("head", "Người đứng đầu Quỹ"),
                                    ("committee", "Chủ tịch UBND cùng cấp"),
                                    ("council", "Hội đồng bảo trợ Quỹ, Ban vận động"),
                                    ("upper", "Cơ quan quản lý Quỹ cấp trên"),
                                ],
                                max_length=10,
                                verbose_name="người quyết định",
                            ),
                        ),
                        (
                            "amount_to",
                            lao_cai_support.web.money.VndField(blank=True, null=True, verbose_name="đến số tiền"),
                        ),
                        ("decision_no", models.CharField(max_length=60, verbose_name="số quyết định")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="áp dụng")),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="limits", to="funds.fund"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hạn mức quyết định chi",
                        "ordering": ["decider", "-valid"],
                    },
                ),
                migrations.CreateModel(
                    name="FundPaper",
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
                                    ("founding", "Quyết định thành lập, quy chế"),
                                    ("board", "Quyết định nhân sự"),
                                    ("limit", "Quyết định hạn mức, mức chi"),
                                    ("consent", "Văn bản đồng ý của nhà tài trợ"),
                                    ("succession", "Quyết định bàn giao Quỹ"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="số, ký hiệu")),
                        ("issued_on", models.DateField(verbose_name="ngày ban hành")),
                        ("issuer", models.CharField(max_length=160, verbose_name="cơ quan, người ban hành")),
                        ("subject", models.CharField(max_length=300, verbose_name="trích yếu")),
                        ("stored", models.CharField(max_length=200)),
                        ("ending", models.CharField(max_length=5)),
                        ("sha256", models.CharField(max_length=64)),
                        ("kept_on", models.DateField()),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="funds.fund",
                                verbose_name="quỹ",
                            ),
                        ),
                        (
                            "kept_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "văn bản của quỹ",
                        "ordering": ["-issued_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="BoardMember",
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
                        ("work", models.CharField(blank=True, max_length=160, verbose_name="chức vụ, cơ quan")),
                        (
                            "post",
                            models.CharField(
                                choices=[
                                    ("head", "Trưởng ban"),
                                    ("deputy", "Phó trưởng ban"),
                                    ("member", "Ủy viên"),
                                    ("secretary", "Thư ký"),
                                ],
                                max_length=10,
                                verbose_name="chức danh",
                            ),
                        ),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="nhiệm kỳ")),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board",
                                to="funds.fund",
                                verbose_name="quỹ",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="funds.fundpaper",
                                verbose_name="quyết định",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "người trong Ban quản lý Quỹ",
                        "ordering": ["post", "full_name", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="FundPlace",
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
                                    ("cash", "Tiền mặt"),
                                    ("bank", "Tiền gửi"),
                                    ("store", "Kho"),
                                    ("state", "Kinh phí ngân sách"),
                                ],
                                max_length=5,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="tên")),
                        ("account_no", models.CharField(blank=True, max_length=30, verbose_name="số tài khoản")),
                        (
                            "bank_code",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=6, verbose_name="mã ngân hàng"
                            ),
                        ),
                        (
                            "holder",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=160, verbose_name="chủ tài khoản"
                            ),
                        ),
                        ("opened_on", models.DateField(blank=True, null=True, verbose_name="mở ngày")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="đóng ngày")),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="places", to="funds.fund"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nơi giữ",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Distribution",
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
                        ("name", models.CharField(max_length=160, verbose_name="tên đợt")),
                        ("decision_no", models.CharField(max_length=60, verbose_name="số quyết định")),
                        ("decision_on", models.DateField(verbose_name="ngày quyết định")),
                        (
                            "decided_by",
                            models.CharField(
                                choices=[
                                    ("head", "Người đứng đầu Quỹ"),
                                    ("committee", "Chủ tịch UBND cùng cấp"),
                                    ("council", "Hội đồng bảo trợ Quỹ, Ban vận động"),
                                    ("upper", "Cơ quan quản lý Quỹ cấp trên"),
                                ],
                                db_default="head",
                                default="head",
                                max_length=10,
                                verbose_name="người quyết định chi",
                            ),
                        ),
                        ("hand_out_on", models.DateField(verbose_name="ngày trao")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Chờ duyệt"),
                                    ("approved", "Đã duyệt, chờ xuất"),
                                    ("issued", "Đang trao"),
                                    ("recorded", "Đã ghi kết quả"),
                                    ("cancelled", "Đã hủy"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("issued_on", models.DateField(null=True, verbose_name="ngày xuất")),
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
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="distributions",
                                to="donors.campaign",
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "planned_by",
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
                                related_name="distributions",
                                to="funds.fund",
                                verbose_name="quỹ",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="funds.fundplace",
                                verbose_name="chi tiền từ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "đợt cấp phát",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CashCount",
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
                        ("on", models.DateField(verbose_name="ngày kiểm kê")),
                        ("notes", models.JSONField(default=dict, verbose_name="mệnh giá")),
                        ("counted", lao_cai_support.web.money.VndField(verbose_name="kiểm đếm được")),
                        ("book", lao_cai_support.web.money.VndField(verbose_name="theo sổ")),
                        ("difference", models.BigIntegerField(verbose_name="chênh lệch")),
                        ("cause", models.CharField(blank=True, max_length=300, verbose_name="nguyên nhân")),
                        ("handling", models.CharField(blank=True, max_length=300, verbose_name="cách xử lý")),
                        ("committee", models.CharField(blank=True, max_length=300, verbose_name="thành phần kiểm kê")),
                        ("confirmed_on", models.DateField(null=True)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "counted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="cash_counts", to="funds.fund"
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cash_counts",
                                to="funds.fundplace",
                                verbose_name="két",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "biên bản kiểm kê quỹ",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="FundSuccession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="giá trị bàn giao")),
                        ("done_on", models.DateField(verbose_name="ngày bàn giao")),
                        (
                            "done_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fund",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="succession", to="funds.fund"
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.fundpaper"
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="inherited", to="funds.fund"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bàn giao quỹ",
                    },
                ),
                migrations.CreateModel(
                    name="HonouredGift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", lao_cai_support.web.money.VndField(verbose_name="số đã nhận")),
                        ("released", models.BooleanField(default=False, editable=False)),
                        (
                            "commendation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gifts",
                                to="funds.commendation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "khoản được khen",
                        "ordering": ["voucher__day", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HonourLevel",
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
                                    ("merit", "Giấy khen"),
                                    ("province", "Bằng khen cấp tỉnh"),
                                    ("ministry", "Bằng khen của Bộ"),
                                    ("prime", "Bằng khen của Thủ tướng Chính phủ"),
                                ],
                                max_length=10,
                                verbose_name="hình thức",
                            ),
                        ),
                        ("decider", models.CharField(max_length=160, verbose_name="người quyết định")),
                        ("least_amount", lao_cai_support.web.money.VndField(verbose_name="số đã nhận ít nhất")),
                        ("years", models.PositiveSmallIntegerField(default=1, verbose_name="xét trong số năm")),
                        (
                            "least_years",
                            models.PositiveSmallIntegerField(default=1, verbose_name="số năm có đóng góp ít nhất"),
                        ),
                        (
                            "papers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("submission", "tờ trình"),
                                        ("report", "báo cáo thành tích"),
                                        ("minutes", "biên bản họp xét"),
                                        ("list", "danh sách đề nghị"),
                                        ("opinion", "ý kiến của cơ quan thuế, bảo hiểm hoặc nội vụ"),
                                    ],
                                    max_length=12,
                                ),
                                default=list,
                                size=None,
                                verbose_name="hồ sơ gồm",
                            ),
                        ),
                        ("basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                        ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
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
                        "verbose_name": "tiêu chí khen thưởng",
                        "ordering": ["kind", "-valid"],
                    },
                ),
                migrations.AddField(
                    model_name="commendation",
                    name="level",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commendations",
                        to="funds.honourlevel",
                        verbose_name="hình thức",
                    ),
                ),
                migrations.AddField(
                    model_name="budgetestimate",
                    name="source",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.incomesource",
                        verbose_name="nguồn kinh phí",
                    ),
                ),
                migrations.CreateModel(
                    name="JournalEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField(verbose_name="số thứ tự")),
                        ("day", models.DateField(verbose_name="ngày ghi sổ")),
                        ("event", models.CharField(max_length=20, verbose_name="nghiệp vụ")),
                        ("text", models.CharField(max_length=300, verbose_name="diễn giải")),
                        ("key", models.CharField(max_length=80, unique=True)),
                        ("previous_hash", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="funds.fund"
                            ),
                        ),
                        (
                            "posted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="funds.journalentry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bút toán",
                        "ordering": ["fund", "sequence"],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("began_at", models.DateTimeField(verbose_name="bắt đầu")),
                        ("ended_at", models.DateTimeField(verbose_name="kết thúc")),
                        ("entries", models.PositiveBigIntegerField(verbose_name="số bút toán")),
                        ("asked", models.PositiveSmallIntegerField(verbose_name="số điều đã kiểm tra")),
                        (
                            "first_broken",
                            models.CharField(blank=True, max_length=4, verbose_name="điều đầu tiên không đúng"),
                        ),
                        ("broken", models.JSONField(default=list)),
                    ],
                    options={
                        "verbose_name": "lần kiểm tra sổ",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ended_at__gte", models.F("began_at"))), name="check_ended_after"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("broken", []), ("first_broken", "")),
                                    models.Q(
                                        models.Q(("first_broken", ""), _negated=True),
                                        models.Q(("broken", []), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="check_says_what_is_broken",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ledgercheck",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="fe717792d16dc4ee8843442850b2bd6dfeed1047",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_dee97",
                            table="funds_ledgercheck",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ledgercheck",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5508d464700adb831d4b4113f5edad675cb79181",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_91bb9",
                            table="funds_ledgercheck",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="lot",
                    name="donor",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="donors.donor",
                    ),
                ),
                migrations.AddField(
                    model_name="lot",
                    name="earmark",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="donors.earmark",
                    ),
                ),
                migrations.AddField(
                    model_name="lot",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="funds.fund"
                    ),
                ),
                migrations.AddField(
                    model_name="lot",
                    name="item",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="children.item",
                        verbose_name="mặt hàng",
                    ),
                ),
                migrations.AddField(
                    model_name="lot",
                    name="pledge",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="donors.pledge",
                    ),
                ),
                migrations.AddField(
                    model_name="lot",
                    name="store",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="funds.fundplace"
                    ),
                ),
                migrations.AddField(
                    model_name="balanceday",
                    name="lot",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.lot"
                    ),
                ),
                migrations.AddField(
                    model_name="balance",
                    name="lot",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.lot"
                    ),
                ),
                migrations.AddField(
                    model_name="managementshare",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="funds.fund"
                    ),
                ),
                migrations.AddField(
                    model_name="monthclosing",
                    name="closed_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="monthclosing",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="month_closings", to="funds.fund"
                    ),
                ),
                migrations.AddField(
                    model_name="paperscan",
                    name="cash_count",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="funds.cashcount",
                    ),
                ),
                migrations.AddField(
                    model_name="paperscan",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="funds.fund"
                    ),
                ),
                migrations.AddField(
                    model_name="paperscan",
                    name="uploaded_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="payee",
                    name="child",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="children.child"
                    ),
                ),
                migrations.AddField(
                    model_name="placeday",
                    name="place",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="funds.fundplace"
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="campaign",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="donors.campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="commune",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="earmark",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="donors.earmark",
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="entry",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="funds.journalentry"
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="expenditure",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="funds.expenditurekind",
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="funds.fund"
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="income",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="funds.incomesource",
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="lot",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="funds.lot"
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="place",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="funds.fundplace",
                    ),
                ),
                migrations.AddField(
                    model_name="posting",
                    name="pledge",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="donors.pledge",
                    ),
                ),
                migrations.AddField(
                    model_name="repurposing",
                    name="becomes",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="donors.earmark"
                    ),
                ),
                migrations.AddField(
                    model_name="repurposing",
                    name="consent",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.fundpaper",
                        verbose_name="văn bản đồng ý",
                    ),
                ),
                migrations.AddField(
                    model_name="repurposing",
                    name="done_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="repurposing",
                    name="earmark",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="donors.earmark"
                    ),
                ),
                migrations.AddField(
                    model_name="repurposing",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="repurposings", to="funds.fund"
                    ),
                ),
                migrations.AddField(
                    model_name="repurposing",
                    name="place",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.fundplace"
                    ),
                ),
                migrations.AddField(
                    model_name="reversal",
                    name="asked_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="reversal",
                    name="decided_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="reversal",
                    name="entry",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reversals", to="funds.journalentry"
                    ),
                ),
                migrations.AddField(
                    model_name="reversal",
                    name="made",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funds.journalentry",
                    ),
                ),
                migrations.AddField(
                    model_name="schoolconfirmation",
                    name="confirmed_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="schoolconfirmation",
                    name="school",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmations", to="areas.school"
                    ),
                ),
                migrations.AddField(
                    model_name="sheet",
                    name="distribution",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="funds.distribution"
                    ),
                ),
                migrations.AddField(
                    model_name="sheet",
                    name="recorded_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="sheet",
                    name="school",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="areas.school",
                        verbose_name="trường",
                    ),
                ),
                migrations.AddField(
                    model_name="sheet",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="areas.administrativeunit",
                    ),
                ),
                migrations.AddField(
                    model_name="sheet",
                    name="village",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="areas.village",
                        verbose_name="thôn, bản",
                    ),
                ),
                migrations.AddField(
                    model_name="paperscan",
                    name="sheet",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="funds.sheet"
                    ),
                ),
                migrations.AddField(
                    model_name="sheetline",
                    name="allocation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheet_lines", to="donors.allocation"
                    ),
                ),
                migrations.AddField(
                    model_name="sheetline",
                    name="lot",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_lines",
                        to="funds.lot",
                    ),
                ),
                migrations.AddField(
                    model_name="sheetline",
                    name="sheet",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.sheet"
                    ),
                ),
                migrations.AddField(
                    model_name="schoolconfirmation",
                    name="line",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmation", to="funds.sheetline"
                    ),
                ),
                migrations.AddField(
                    model_name="sheetphoto",
                    name="children",
                    field=models.ManyToManyField(blank=True, related_name="delivery_photos", to="children.child"),
                ),
                migrations.AddField(
                    model_name="sheetphoto",
                    name="sheet",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="funds.sheet"
                    ),
                ),
                migrations.AddField(
                    model_name="sheetphoto",
                    name="uploaded_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="statement",
                    name="imported_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="statement",
                    name="place",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="funds.fundplace",
                        verbose_name="tài khoản",
                    ),
                ),
                migrations.AddField(
                    model_name="statementlayout",
                    name="place",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="layouts", to="funds.fundplace"
                    ),
                ),
                migrations.AddField(
                    model_name="statementline",
                    name="place",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bank_lines", to="funds.fundplace"
                    ),
                ),
                migrations.AddField(
                    model_name="statementline",
                    name="settled_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="statementline",
                    name="statement",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.statement"
                    ),
                ),
                migrations.AddField(
                    model_name="stockcount",
                    name="confirmed_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="stockcount",
                    name="counted_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="stockcount",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stock_counts", to="funds.fund"
                    ),
                ),
                migrations.AddField(
                    model_name="stockcount",
                    name="store",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_counts",
                        to="funds.fundplace",
                        verbose_name="kho",
                    ),
                ),
                migrations.AddField(
                    model_name="paperscan",
                    name="stock_count",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="funds.stockcount",
                    ),
                ),
                migrations.AddField(
                    model_name="stockcountline",
                    name="count",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.stockcount"
                    ),
                ),
                migrations.AddField(
                    model_name="stockcountline",
                    name="lot",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="count_lines", to="funds.lot"
                    ),
                ),
                migrations.AddField(
                    model_name="transfer",
                    name="earmark",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="donors.earmark",
                    ),
                ),
                migrations.AddField(
                    model_name="transfer",
                    name="from_place",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.fundplace"
                    ),
                ),
                migrations.AddField(
                    model_name="transfer",
                    name="received_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="transfer",
                    name="receiver",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_in",
                        to="funds.fund",
                        verbose_name="quỹ nhận",
                    ),
                ),
                migrations.AddField(
                    model_name="transfer",
                    name="sender",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_out",
                        to="funds.fund",
                        verbose_name="quỹ gửi",
                    ),
                ),
                migrations.AddField(
                    model_name="transfer",
                    name="sent_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="transfer",
                    name="to_place",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.fundplace"
                    ),
                ),
                migrations.AddField(
                    model_name="statementline",
                    name="transfer",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_lines",
                        to="funds.transfer",
                    ),
                ),
                migrations.AddField(
                    model_name="verification",
                    name="distribution",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="funds.distribution",
                    ),
                ),
                migrations.AddField(
                    model_name="verification",
                    name="drawn_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="verificationline",
                    name="checked_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="verificationline",
                    name="line",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verifications", to="funds.sheetline"
                    ),
                ),
                migrations.AddField(
                    model_name="verificationline",
                    name="verification",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.verification"
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="approved_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="budget_line",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="funds.budgetline",
                        verbose_name="dòng dự toán",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="campaign",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="donors.campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="checked_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="commune",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.administrativeunit",
                        verbose_name="chi cho địa bàn",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="donor",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="donors.donor",
                        verbose_name="nhà tài trợ",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="drafted_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="earmark",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="donors.earmark",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="expenditure",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="funds.expenditurekind",
                        verbose_name="khoản chi",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="fund",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="funds.fund",
                        verbose_name="quỹ",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="income",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="funds.incomesource",
                        verbose_name="nguồn thu",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="place",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="funds.fundplace",
                        verbose_name="nơi giữ",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="pledge",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="donors.pledge",
                        verbose_name="cam kết",
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="posted_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="sponsorship",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="donors.sponsorship",
                        verbose_name="thỏa thuận đỡ đầu",
                    ),
                ),
                migrations.AddField(
                    model_name="stockcountline",
                    name="voucher",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="count_lines",
                        to="funds.voucher",
                    ),
                ),
                migrations.AddField(
                    model_name="statementline",
                    name="voucher",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_line",
                        to="funds.voucher",
                    ),
                ),
                migrations.AddField(
                    model_name="payee",
                    name="voucher",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payees", to="funds.voucher"
                    ),
                ),
                migrations.AddField(
                    model_name="paperscan",
                    name="voucher",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="funds.voucher"
                    ),
                ),
                migrations.AddField(
                    model_name="journalentry",
                    name="voucher",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="funds.voucher",
                    ),
                ),
                migrations.AddField(
                    model_name="honouredgift",
                    name="voucher",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="honours", to="funds.voucher"
                    ),
                ),
                migrations.AddField(
                    model_name="distribution",
                    name="goods_voucher",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.voucher"
                    ),
                ),
                migrations.AddField(
                    model_name="distribution",
                    name="money_voucher",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.voucher"
                    ),
                ),
                migrations.AddField(
                    model_name="budgetentry",
                    name="voucher",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_entries",
                        to="funds.voucher",
                    ),
                ),
                migrations.AddField(
                    model_name="voucherline",
                    name="item",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="children.item",
                        verbose_name="mặt hàng",
                    ),
                ),
                migrations.AddField(
                    model_name="voucherline",
                    name="lot",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funds.lot",
                    ),
                ),
                migrations.AddField(
                    model_name="voucherline",
                    name="voucher",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="funds.voucher"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetdecision",
                    constraint=models.UniqueConstraint(fields=("estimate", "number"), name="budget_decision_once"),
                ),
                migrations.AddConstraint(
                    model_name="budgetdecision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="budget_decision_numbered"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetdecision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="6886487b9702e98c8129f46913330542b37efbb5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_47890",
                            table="funds_budgetdecision",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetdecision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d10cc9df5bfc995dfbf5222035fcf9425fc9985c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_kept_146f4",
                            table="funds_budgetdecision",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("unit_price__gt", 0)), name="budget_line_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "item__in",
                                ["6050", "6100", "6500", "6550", "6600", "6650", "6700", "6750", "7000", "7750"],
                            )
                        ),
                        name="budget_line_item_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("appraised__isnull", True),
                            (
                                "appraised",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("quantity"), "*", models.F("unit_price")
                                ),
                            ),
                            models.Q(
                                ("appraised__gte", 0),
                                (
                                    "appraised__lt",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("quantity"), "*", models.F("unit_price")
                                    ),
                                ),
                                models.Q(("cut_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="budget_line_cut_for_a_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "assigned__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("withdrawn"), "+", models.F("cancelled")
                                ),
                            ),
                            ("cancelled__gte", 0),
                            ("returned__gte", 0),
                            ("used__gte", 0),
                            (
                                "withdrawn__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("used"), "+", models.F("returned")
                                ),
                            ),
                        ),
                        name="budget_never_over_the_assigned",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="1d5e1e238788644b291f81546ca5ab4e64c3729e",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_e4a83",
                            table="funds_budgetline",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_it_was_submitted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE at text;",
                            func="\n                    SELECT state INTO at FROM funds_budgetestimate WHERE id = COALESCE(OLD.estimate_id, NEW.estimate_id);\n                    IF TG_OP = 'UPDATE' THEN\n                        IF (OLD.assigned, OLD.withdrawn, OLD.used, OLD.returned, OLD.cancelled) IS DISTINCT FROM\n                           (NEW.assigned, NEW.withdrawn, NEW.used, NEW.returned, NEW.cancelled) AND pg_trigger_depth() = 1 THEN\n                            RAISE EXCEPTION 'only entries move the sums of a budget line' USING ERRCODE = 'check_violation';\n                        END IF;\n                        IF (OLD.appraised, OLD.cut_reason) IS DISTINCT FROM (NEW.appraised, NEW.cut_reason) AND at <> 'submitted' THEN\n                            RAISE EXCEPTION 'a submitted estimate is appraised' USING ERRCODE = 'check_violation';\n                        END IF;\n                        IF (OLD.estimate_id, OLD.item, OLD.content, OLD.norm, OLD.unit, OLD.quantity, OLD.unit_price) IS DISTINCT FROM\n                           (NEW.estimate_id, NEW.item, NEW.content, NEW.norm, NEW.unit, NEW.quantity, NEW.unit_price) THEN\n                            RAISE EXCEPTION 'a line is removed and written anew' USING ERRCODE = 'check_violation';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    IF at NOT IN ('draft', 'returned') OR (TG_OP = 'INSERT' AND NEW.assigned + NEW.withdrawn + NEW.used\n                       + NEW.returned + NEW.cancelled <> 0) THEN\n                        RAISE EXCEPTION 'a submitted estimate keeps its lines' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN\n                        RETURN OLD;\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="23c5af1c94829ad70e86ee2c2c52a53a21bb6ed0",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_as_it_was_submitted_9e50c",
                            table="funds_budgetline",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendationpaper",
                    constraint=models.UniqueConstraint(fields=("commendation", "kind"), name="commendation_paper_once"),
                ),
                migrations.AddConstraint(
                    model_name="commendationpaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["submission", "report", "minutes", "list", "opinion"]),
                            models.Q(("number", ""), _negated=True),
                        ),
                        name="commendation_paper_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fund",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("valid", "&&")], name="fund_one_per_unit"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="closing",
                    constraint=models.UniqueConstraint(fields=("fund", "year"), name="closing_once_a_year"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="closing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ed219d60aa9647cda9b077e548364820784084f5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_66dd5",
                            table="funds_closing",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="closing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="614eb2b18d55e4baf0cd3cfa1f754b54074e852d",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_3e07f",
                            table="funds_closing",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approvallimit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("decider__in", ["head", "committee", "council", "upper"])),
                        name="limit_decider_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approvallimit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount_to__isnull", True), ("amount_to__gt", 0), _connector="OR"),
                        name="limit_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approvallimit",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("fund", "="), ("decider", "="), ("valid", "&&")], name="limit_one_at_a_time"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="approvallimit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="1b56002e779d2f77bc4050124dcf79cdcdc2f8ec",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_62e02",
                            table="funds_approvallimit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="approvallimit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="aecb2a5e01b2cafcadb4978340567f1a5cd2a432",
                            operation="DELETE",
                            pgid="pgtrigger_kept_8e643",
                            table="funds_approvallimit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="approvallimit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_ended",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF (OLD.fund_id, OLD.decider, OLD.decision_no, lower(OLD.valid)) IS DISTINCT FROM\n                       (NEW.fund_id, NEW.decider, NEW.decision_no, lower(NEW.valid))\n                       OR OLD.amount_to IS DISTINCT FROM NEW.amount_to OR upper(OLD.valid) IS NOT NULL THEN\n                        RAISE EXCEPTION 'a limit is ended, never changed' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="f54fc9ca63b0a1cde95f25196edf61268f8e0f0d",
                            operation="UPDATE",
                            pgid="pgtrigger_only_ended_3e571",
                            table="funds_approvallimit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fundpaper",
                    constraint=models.UniqueConstraint(fields=("fund", "sha256"), name="fund_paper_once"),
                ),
                migrations.AddConstraint(
                    model_name="fundpaper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["founding", "board", "limit", "consent", "succession"])),
                        name="fund_paper_kind_value",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="fundpaper",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="c4158d3932f1278bc67184acf0081a7821924d97",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_49f7e",
                            table="funds_fundpaper",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="fundpaper",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9a96df2d69991b3c8e403025f1369added6391d5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_kept_aa687",
                            table="funds_fundpaper",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="boardmember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("post__in", ["head", "deputy", "member", "secretary"])),
                        name="board_post_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="boardmember",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("post", "head")),
                        expressions=[("fund", "="), ("valid", "&&")],
                        name="board_one_head",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="boardmember",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("fund", "="), ("full_name", "="), ("valid", "&&")], name="board_person_once"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="boardmember",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="584c4b964f1fc48ce870fcfdf354235027dc0412",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_88870",
                            table="funds_boardmember",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="boardmember",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="35a4c22526b36277cb36e26a32b885cd10b1b286",
                            operation="DELETE",
                            pgid="pgtrigger_kept_e4c3e",
                            table="funds_boardmember",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fundplace",
                    constraint=models.UniqueConstraint(fields=("fund", "name"), name="fund_place_name"),
                ),
                migrations.AddConstraint(
                    model_name="fundplace",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("opened_on__isnull", True),
                            ("closed_on__gt", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="fund_place_days_in_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fundplace",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["cash", "bank", "store", "state"])),
                        name="fund_place_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cashcount",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "difference",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("counted"), "-", models.F("book")
                                ),
                            )
                        ),
                        name="cash_count_adds_up",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cashcount",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("counted__gte", 0)), name="cash_count_not_negative"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cashcount",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("difference", 0),
                            models.Q(models.Q(("cause", ""), _negated=True), models.Q(("handling", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="cash_count_explained",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cashcount",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by__isnull", True), ("confirmed_on__isnull", True)),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("confirmed_on__isnull", False),
                                models.Q(("confirmed_by", models.F("counted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cash_count_two_people",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cashcount",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="9794c387176a159b75dee0e17fc159559c715b7b",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_ba8c5",
                            table="funds_cashcount",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cashcount",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.confirmed_on IS NOT NULL)",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="585eaf47fd1503b1414b4653fa2ddc3ffb0bc775",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_signed_stays_685f5",
                            table="funds_cashcount",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fundsuccession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("fund", models.F("successor")), _negated=True), name="succession_two_funds"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="fundsuccession",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="c05c5e4f5953445495d56f68b251650f79850edf",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_2a344",
                            table="funds_fundsuccession",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="fundsuccession",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="bc910b0e3e9f8808622f21a08eb43a3a936a3a0a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_kept_65a67",
                            table="funds_fundsuccession",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="honourlevel",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("kind", "="), ("valid", "&&")], name="honour_level_no_overlap"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="honourlevel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["merit", "province", "ministry", "prime"])),
                        name="honour_level_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="honourlevel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("least_amount__gt", 0),
                            ("least_years__gte", 1),
                            ("years__gte", 1),
                            ("years__lte", 20),
                            ("least_years__lte", models.F("years")),
                            models.Q(("basis", ""), _negated=True),
                        ),
                        name="honour_level_sane",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="honourlevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_as_decided",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."decider" IS DISTINCT FROM (NEW."decider") OR OLD."least_amount" IS DISTINCT FROM (NEW."least_amount") OR OLD."years" IS DISTINCT FROM (NEW."years") OR OLD."least_years" IS DISTINCT FROM (NEW."least_years") OR OLD."papers" IS DISTINCT FROM (NEW."papers") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="5577eb5101b031bdfea7467229b66f84176f9cec",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_as_decided_e8795",
                            table="funds_honourlevel",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="honourlevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="af34c45848b6715831145efdfef6c7214381d6d2",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_e9bed",
                            table="funds_honourlevel",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendation",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["dropped", "cancelled"]), _negated=True),
                        fields=("donor", "level", "year"),
                        name="commendation_once_a_year",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendation",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("decision_no", ""), _negated=True),
                        fields=("decision_no", "decided_on", "donor"),
                        name="commendation_decision",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "submitted", "decided", "dropped", "cancelled"])),
                        name="commendation_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_by__isnull", True),
                            models.Q(("submitted_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="commendation_submitted_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["decided", "cancelled"]), _negated=True),
                            models.Q(
                                ("amount__gt", 0),
                                ("decided_on__isnull", False),
                                ("submitted_by__isnull", False),
                                ("submitted_on__isnull", False),
                                models.Q(("decision_no", ""), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                                ("decided_on__gte", models.F("submitted_on")),
                            ),
                            _connector="OR",
                        ),
                        name="commendation_decided_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["dropped", "cancelled"]), _negated=True),
                            models.Q(("end_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="commendation_ended_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="commendation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consent_on__isnull", True), ("consent_paper", "")),
                            models.Q(models.Q(("consent_paper", ""), _negated=True), ("consent_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="commendation_consent_dated",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commendation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="31ed777f0e02736bc8df649c9246fbec95839908",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_45061",
                            table="funds_commendation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commendation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5508e461aaf58154bd9b67f30f736ce69d105ccc",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_b25f9",
                            table="funds_commendation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commendation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="keeps_to_its_gifts",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF TG_OP = 'UPDATE' AND (OLD.donor_id, OLD.year, OLD.level_id) IS DISTINCT FROM (NEW.donor_id, NEW.year, NEW.level_id) THEN\n                        RAISE EXCEPTION 'an honour stays with its giver' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'UPDATE' AND OLD.state IN ('decided', 'cancelled', 'dropped')\n                       AND (OLD.decision_no, OLD.decided_on, OLD.decided_by) IS DISTINCT FROM (NEW.decision_no, NEW.decided_on, NEW.decided_by) THEN\n                        RAISE EXCEPTION 'a decision stays as it was signed' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.amount <> (SELECT COALESCE(sum(amount), 0) FROM funds_honouredgift WHERE commendation_id = NEW.id) THEN\n                        RAISE EXCEPTION 'the amount of an honour is what its receipts say' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="76c01164de44988e67c1ff52e5122290622ae443",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_keeps_to_its_gifts_de5e1",
                            table="funds_commendation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commendation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="lets_its_gifts_go",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.state IN ('dropped', 'cancelled'))",
                            func="UPDATE funds_honouredgift SET released = true WHERE commendation_id = NEW.id; RETURN NULL;",
                            hash="5a2275e067705fa2bc7630a87f5b4547a3159773",
                            operation='UPDATE OF "state"',
                            pgid="pgtrigger_lets_its_gifts_go_07135",
                            table="funds_commendation",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetestimate",
                    constraint=models.UniqueConstraint(fields=("fund", "year", "source"), name="estimate_once_a_year"),
                ),
                migrations.AddConstraint(
                    model_name="budgetestimate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "submitted", "returned", "appraised", "assigned", "settled"])
                        ),
                        name="estimate_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetestimate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("source__in", ("T12", "T13", "T14", "T15"))), name="estimate_of_the_budget"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetestimate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_by__isnull", True),
                            models.Q(("submitted_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="estimate_submitted_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetestimate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("appraised_by__isnull", True),
                            models.Q(
                                models.Q(("appraised_by", models.F("drafted_by")), _negated=True),
                                models.Q(("appraised_by", models.F("submitted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="estimate_appraised_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetestimate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                ("submitted_by__isnull", False),
                                ("submitted_on__isnull", False),
                                models.Q(
                                    ("state", "submitted"),
                                    models.Q(("state", "returned"), models.Q(("returned_for", ""), _negated=True)),
                                    ("appraised_by__isnull", False),
                                    _connector="OR",
                                ),
                                models.Q(
                                    models.Q(("state", "settled"), _negated=True),
                                    models.Q(
                                        ("settled_by__isnull", False),
                                        ("settled_on__isnull", False),
                                        models.Q(("settlement_no", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="estimate_steps_in_order",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetestimate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="007aba194531930a2460630662a34282160a8b35",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_c77bd",
                            table="funds_budgetestimate",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetestimate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5de14868cafbd9538f11767c5132b7548dbafd54",
                            operation="DELETE",
                            pgid="pgtrigger_kept_615e9",
                            table="funds_budgetestimate",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetestimate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="step_by_step",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF OLD.state = 'settled' OR (OLD.fund_id, OLD.year, OLD.source_id, OLD.drafted_by_id)\n                       IS DISTINCT FROM (NEW.fund_id, NEW.year, NEW.source_id, NEW.drafted_by_id) THEN\n                        RAISE EXCEPTION 'an estimate keeps what it is, a settled one everything' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('draft>submitted', 'submitted>returned',\n                       'submitted>appraised', 'returned>submitted', 'appraised>assigned', 'assigned>settled') THEN\n                        RAISE EXCEPTION 'an estimate goes step by step' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.state = 'assigned' AND OLD.state = 'appraised' AND NOT EXISTS (\n                        SELECT 1 FROM funds_budgetdecision WHERE estimate_id = NEW.id) THEN\n                        RAISE EXCEPTION 'an estimate is assigned by a decision' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.state = 'settled' AND EXISTS (SELECT 1 FROM funds_budgetline WHERE estimate_id = NEW.id\n                        AND assigned <> used + returned + cancelled) THEN\n                        RAISE EXCEPTION 'what is left is returned before an estimate is settled' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="f0cd9f6cc348a857f43277726b455f2d5030e2d5",
                            operation="UPDATE",
                            pgid="pgtrigger_step_by_step_4646c",
                            table="funds_budgetestimate",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="lot",
                    index=models.Index(fields=["fund", "item"], name="lot_fund_item"),
                ),
                migrations.AddConstraint(
                    model_name="lot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="lot_quantity_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unit_value__gt", 0), models.Q(("basis", "none"), _negated=True)),
                            models.Q(("basis", "none"), ("unit_value", 0)),
                            _connector="OR",
                        ),
                        name="lot_value_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("basis__in", ["invoice", "market", "group", "none"])),
                        name="lot_basis_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("used", False),
                            ("basis", "none"),
                            models.Q(
                                ("basis", "group"),
                                ("new_price__isnull", False),
                                ("unit_value__lte", models.F("new_price")),
                            ),
                            _connector="OR",
                        ),
                        name="lot_used_below_new",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recall_reason", ""), ("recalled_on__isnull", True)),
                            models.Q(("recalled_on__isnull", False), models.Q(("recall_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="lot_recalled_for_a_reason",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="lot",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_it_came_in",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN ((OLD.fund_id, OLD.item_id, OLD.size, OLD.quantity, OLD.unit_value, OLD.declared_value, OLD.basis, OLD.evidence) IS DISTINCT FROM (NEW.fund_id, NEW.item_id, NEW.size, NEW.quantity, NEW.unit_value, NEW.declared_value, NEW.basis, NEW.evidence))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="2d651d8d617a451ec0ff01a226fc4a96c78c832c",
                            operation="UPDATE",
                            pgid="pgtrigger_as_it_came_in_789bd",
                            table="funds_lot",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="balanceday",
                    constraint=models.UniqueConstraint(
                        fields=("fund", "account", "earmark_key", "lot_key", "day"), name="balance_day_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="balanceday",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("account__startswith", "A"), ("amount__gte", 0), ("quantity__gte", 0)),
                                models.Q(models.Q(("account__startswith", "A"), _negated=True), ("amount__lte", 0)),
                                _connector="OR",
                            ),
                            models.Q(("lowest__isnull", True), ("lowest__gte", 0), _connector="OR"),
                            models.Q(("lowest_quantity__isnull", True), ("lowest_quantity__gte", 0), _connector="OR"),
                        ),
                        name="balance_never_below_zero",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="balanceday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="51312202e69871c53b9847eba5a2fb25ac8268aa",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_4c233",
                            table="funds_balanceday",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="balanceday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept_by_postings",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (pg_trigger_depth() = 0)",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot insert or update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3c744f4ae327f2f9a5054fa456eb5e09d0bcc6b4",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_kept_by_postings_65e23",
                            table="funds_balanceday",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="balance",
                    index=models.Index(
                        condition=models.Q(("amount", 0), _negated=True),
                        fields=["fund", "account"],
                        name="balance_held",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="balance",
                    constraint=models.UniqueConstraint(
                        fields=("fund", "account", "earmark_key", "lot_key"), name="balance_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="balance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__startswith", "A"), ("amount__gte", 0), ("quantity__gte", 0)),
                            models.Q(models.Q(("account__startswith", "A"), _negated=True), ("amount__lte", 0)),
                            _connector="OR",
                        ),
                        name="balance_now_never_below_zero",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="balance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="10d004036219aab614f17535ef7c4cbc442ac789",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_c269a",
                            table="funds_balance",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="balance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept_by_postings",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (pg_trigger_depth() = 0)",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot insert or update or delete rows from % table', TG_TABLE_NAME;",
                            hash="607e450b933851a4772fbb713df0eebaae1e559e",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_kept_by_postings_f0908",
                            table="funds_balance",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="managementshare",
                    constraint=models.UniqueConstraint(fields=("fund", "year"), name="share_once_a_year"),
                ),
                migrations.AddConstraint(
                    model_name="managementshare",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="share_not_negative"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="managementshare",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="00d075c7e075f81848d576e3a7fb730db9d3897c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_b2592",
                            table="funds_managementshare",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="managementshare",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="d7a2ed56190f54b1efdd6d720794e5cb5466b731",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_2bcc4",
                            table="funds_managementshare",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="managementshare",
                    trigger=pgtrigger.compiler.Trigger(
                        name="within_the_ceiling",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF NEW.amount * 10 > management_base(NEW.fund_id, NEW.year) THEN\n                        RAISE EXCEPTION 'management costs stay within 10 percent of the reduced base' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="52cae8c796582a4d775ee8d572e4ff87a38dc714",
                            operation="INSERT",
                            pgid="pgtrigger_within_the_ceiling_ef6ef",
                            table="funds_managementshare",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="monthclosing",
                    constraint=models.UniqueConstraint(fields=("fund", "month"), name="month_closing_once"),
                ),
                migrations.AddConstraint(
                    model_name="monthclosing",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="month_closing_first_day"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="monthclosing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e23268e8cdfb2e020e02b73e8e4c6cc3cf4afe1d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_immutable_5f204",
                            table="funds_monthclosing",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="monthclosing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="131c6cba61341ff1863cafcafa978a8d681b5852",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_e0651",
                            table="funds_monthclosing",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placeday",
                    constraint=models.UniqueConstraint(fields=("place", "day"), name="place_day_once"),
                ),
                migrations.AddConstraint(
                    model_name="placeday",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="place_never_below_zero"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placeday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="4f4882cda97e7fbd745ce34198a8b38da991cf05",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_67a64",
                            table="funds_placeday",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placeday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept_by_postings",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (pg_trigger_depth() = 0)",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot insert or update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f6c99e926542168017a0c72e19f65ec452779734",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_kept_by_postings_43966",
                            table="funds_placeday",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="posting",
                    index=models.Index(fields=["fund", "day", "account"], name="posting_fund_day"),
                ),
                migrations.AddIndex(
                    model_name="posting",
                    index=models.Index(
                        condition=models.Q(("account", "F4")), fields=["fund", "day"], name="posting_management"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("account__in", ["A1", "A2", "A3", "A4", "A5", "L1", "F1", "F2", "F3", "F4"])
                        ),
                        name="posting_account_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", 0), _negated=True),
                            models.Q(("lot__isnull", False), models.Q(("quantity", 0), _negated=True)),
                            models.Q(("account", "F3"), ("lot__isnull", True)),
                            _connector="OR",
                        ),
                        name="posting_not_zero",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("account", "A3"), ("lot__isnull", False), models.Q(("quantity", 0), _negated=True)
                            ),
                            models.Q(("account", "A3"), _negated=True),
                            _connector="OR",
                        ),
                        name="posting_goods_have_lot",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("lot__isnull", True),
                            models.Q(("amount__gt", 0), ("quantity__gt", 0)),
                            models.Q(("amount__lt", 0), ("quantity__lt", 0)),
                            models.Q(("amount", 0), models.Q(("quantity", 0), _negated=True)),
                            _connector="OR",
                        ),
                        name="posting_lot_sides_agree",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account", "F2"), _negated=True), ("earmark__isnull", False), _connector="OR"
                        ),
                        name="posting_earmarked_named",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posting",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="08652f01bc76aacdb77e230c7ff2bad136d60dbe",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fcb16",
                            table="funds_posting",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posting",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="d9365eb0ed0610c097f759d39e42c425e664c4d4",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_2b348",
                            table="funds_posting",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posting",
                    trigger=pgtrigger.compiler.Trigger(
                        name="right_purse",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE how text; broken text; level bigint;",
                            func="\n    IF NEW.income_id IN ('T12', 'T13', 'T14', 'T15', 'T99') OR NEW.expenditure_id LIKE 'N%' THEN\n        RAISE EXCEPTION 'budget money and memos do not enter the book of donations' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.expenditure_id LIKE 'M%' AND NEW.account <> 'F4' THEN\n        RAISE EXCEPTION 'management costs are paid from their share' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.expenditure_id LIKE 'C%' AND NEW.account = 'F4' THEN\n        RAISE EXCEPTION 'the management share pays management costs' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.expenditure_id LIKE 'M%' AND NEW.amount > 0 THEN\n        SELECT amount INTO level FROM funds_managementshare\n            WHERE fund_id = NEW.fund_id AND year = EXTRACT(YEAR FROM NEW.day);\n        IF NEW.amount + (SELECT COALESCE(sum(amount), 0) FROM funds_posting\n                WHERE fund_id = NEW.fund_id AND account = 'F4' AND expenditure_id LIKE 'M%'\n                  AND day BETWEEN date_trunc('year', NEW.day) AND date_trunc('year', NEW.day) + interval '1 year - 1 day')\n           > COALESCE(level, 0) THEN\n            RAISE EXCEPTION 'management costs stay within the decided level of the year' USING ERRCODE = 'check_violation';\n        END IF;\n    END IF;\n    IF NEW.expenditure_id = 'X04' AND NEW.amount > 0 AND NOT EXISTS (\n            SELECT 1 FROM funds_repurposing r JOIN funds_journalentry j ON j.key = 'repurpose-' || r.code\n            WHERE j.id = NEW.entry_id AND r.fund_id = NEW.fund_id AND r.earmark_id = NEW.earmark_id AND r.amount = NEW.amount) THEN\n        RAISE EXCEPTION 'a purpose changes only with the written consent of the donor' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.place_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_fundplace WHERE id = NEW.place_id AND fund_id = NEW.fund_id\n            AND kind = CASE NEW.account WHEN 'A1' THEN 'cash' WHEN 'A2' THEN 'bank' END) THEN\n        RAISE EXCEPTION 'money lies at a place of its own fund and kind' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.lot_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_lot\n            WHERE id = NEW.lot_id AND fund_id = NEW.fund_id AND earmark_id IS NOT DISTINCT FROM NEW.earmark_id\n              AND (unit_value = 0) = (NEW.amount = 0)) THEN\n        RAISE EXCEPTION 'a lot moves in its own fund and under its own earmark, with value or without' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.earmark_id IS NOT NULL AND NEW.amount > 0\n       AND (NEW.account = 'A4' OR (NEW.account IN ('F2', 'F3') AND NEW.expenditure_id LIKE 'C%')) THEN\n        SELECT event INTO how FROM funds_journalentry WHERE id = NEW.entry_id;\n        IF how <> 'reversal' THEN\n            -- Who signs later than the last day got what was handed to the distributors in time.\n            broken := earmark_break(NEW.earmark_id, CASE WHEN NEW.account = 'A4' THEN NULL ELSE NEW.expenditure_id END,\n                                    NEW.commune_id, CASE WHEN how = 'handed_out' THEN NULL ELSE NEW.day END);\n            IF broken <> '' THEN\n                RAISE EXCEPTION 'earmark rule: %', broken USING ERRCODE = 'check_violation';\n            END IF;\n        END IF;\n    END IF;\n    RETURN NEW;\n",
                            hash="d92295b47ab0d7041bed060be252cf2578974b10",
                            operation="INSERT",
                            pgid="pgtrigger_right_purse_9cf73",
                            table="funds_posting",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posting",
                    trigger=pgtrigger.compiler.Trigger(
                        name="entry_balances",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            declare="DECLARE e record;",
                            func="\n                    SELECT COALESCE(sum(p.amount), 0) AS total,\n                           bool_and(p.fund_id = j.fund_id AND p.day = j.day) AS same\n                    INTO e FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id WHERE p.entry_id = NEW.entry_id;\n                    IF e.total <> 0 OR NOT e.same THEN\n                        RAISE EXCEPTION 'debit equals credit in every entry' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="f01d37214d1748379b2cb817d12a9645e3bb9da8",
                            operation="INSERT",
                            pgid="pgtrigger_entry_balances_ca915",
                            table="funds_posting",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posting",
                    trigger=pgtrigger.compiler.Trigger(
                        name="keep_balances",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    INSERT INTO funds_balanceday (fund_id, account, earmark_id, lot_id, day, amount, quantity)\n    SELECT a.fund_id, a.account, a.earmark_id, a.lot_id, a.day, COALESCE(b.amount, 0), COALESCE(b.quantity, 0)\n    FROM (SELECT DISTINCT fund_id, account, earmark_id, lot_id, day FROM added) a\n    LEFT JOIN LATERAL (\n        SELECT amount, quantity FROM funds_balanceday\n        WHERE fund_id = a.fund_id AND account = a.account AND earmark_key = COALESCE(a.earmark_id, 0)\n          AND lot_key = COALESCE(a.lot_id, 0) AND day < a.day ORDER BY day DESC LIMIT 1\n    ) b ON true\n    ORDER BY a.fund_id, a.account, a.earmark_id, a.lot_id, a.day\n    ON CONFLICT (fund_id, account, earmark_key, lot_key, day) DO NOTHING;\n    UPDATE funds_balanceday b SET\n        amount = b.amount + m.amount,\n        quantity = b.quantity + m.quantity,\n        lowest = LEAST(b.lowest + m.sign * m.before, m.sign * (b.amount + m.before) + m.dip),\n        lowest_quantity = LEAST(b.lowest_quantity + m.pieces_before, b.quantity + m.pieces_before + m.dip_quantity)\n    FROM (\n        SELECT t.id, a.sign, sum(a.amount) AS amount, sum(a.quantity) AS quantity,\n               COALESCE(sum(a.amount) FILTER (WHERE a.day < t.day), 0) AS before,\n               COALESCE(sum(a.quantity) FILTER (WHERE a.day < t.day), 0) AS pieces_before,\n               min(a.sign * a.running) FILTER (WHERE a.day = t.day) AS dip,\n               min(a.pieces) FILTER (WHERE a.day = t.day) AS dip_quantity\n        FROM (\n            SELECT fund_id, account, COALESCE(earmark_id, 0) AS earmark_key, COALESCE(lot_id, 0) AS lot_key, day,\n                   CASE WHEN account LIKE 'A%' THEN 1 ELSE -1 END AS sign,\n                   sum(amount) AS amount, sum(quantity) AS quantity,\n                   sum(sum(amount)) OVER entries AS running, sum(sum(quantity)) OVER entries AS pieces\n            FROM added GROUP BY 1, 2, 3, 4, 5, entry_id\n            WINDOW entries AS (PARTITION BY fund_id, account, COALESCE(earmark_id, 0), COALESCE(lot_id, 0), day ORDER BY entry_id)\n        ) a\n        JOIN funds_balanceday t ON t.fund_id = a.fund_id AND t.account = a.account AND t.earmark_key = a.earmark_key\n         AND t.lot_key = a.lot_key AND t.day >= a.day\n        GROUP BY t.id, a.sign\n    ) m WHERE b.id = m.id;\n    INSERT INTO funds_balance (fund_id, account, earmark_id, lot_id, amount, quantity)\n    SELECT DISTINCT fund_id, account, earmark_id, lot_id, 0, 0 FROM added ORDER BY 1, 2, 3, 4\n    ON CONFLICT (fund_id, account, earmark_key, lot_key) DO NOTHING;\n    UPDATE funds_balance b SET amount = b.amount + m.amount, quantity = b.quantity + m.quantity\n    FROM (\n        SELECT fund_id, account, COALESCE(earmark_id, 0) AS earmark_key, COALESCE(lot_id, 0) AS lot_key,\n               sum(amount) AS amount, sum(quantity) AS quantity\n        FROM added GROUP BY 1, 2, 3, 4\n    ) m\n    WHERE b.fund_id = m.fund_id AND b.account = m.account AND b.earmark_key = m.earmark_key AND b.lot_key = m.lot_key;\n    RETURN NULL;\n",
                            hash="74dff7cbb449985bdd1e3c4230c1ff0194194bc2",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_keep_balances_83deb",
                            referencing="REFERENCING NEW TABLE AS added ",
                            table="funds_posting",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="posting",
                    trigger=pgtrigger.compiler.Trigger(
                        name="keep_places",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    INSERT INTO funds_placeday (place_id, day, amount)\n    SELECT a.place_id, a.day, COALESCE(b.amount, 0)\n    FROM (SELECT DISTINCT place_id, day FROM added WHERE place_id IS NOT NULL) a\n    LEFT JOIN LATERAL (\n        SELECT amount FROM funds_placeday WHERE place_id = a.place_id AND day < a.day ORDER BY day DESC LIMIT 1\n    ) b ON true\n    ORDER BY a.place_id, a.day\n    ON CONFLICT (place_id, day) DO NOTHING;\n    UPDATE funds_placeday t SET amount = t.amount + m.amount\n    FROM (\n        SELECT t.id, sum(a.amount) AS amount\n        FROM (SELECT place_id, day, sum(amount) AS amount FROM added WHERE place_id IS NOT NULL GROUP BY 1, 2) a\n        JOIN funds_placeday t ON t.place_id = a.place_id AND t.day >= a.day GROUP BY t.id\n    ) m WHERE t.id = m.id;\n    RETURN NULL;\n",
                            hash="9f6225ae65c63a28e5ee614884fc38734612a3a9",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_keep_places_879ca",
                            referencing="REFERENCING NEW TABLE AS added ",
                            table="funds_posting",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="repurposing",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="repurposing_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="repurposing",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("becomes__isnull", True),
                            models.Q(("becomes", models.F("earmark")), _negated=True),
                            _connector="OR",
                        ),
                        name="repurposing_changes",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="repurposing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="8c5a677cdafc7f89e7c8532a564ce7ac8b7acce7",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_89624",
                            table="funds_repurposing",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="repurposing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ce6bcb75ba6451530a6deeacdc899c5eff931094",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_kept_3908a",
                            table="funds_repurposing",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="repurposing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="with_the_donors_consent",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF NOT EXISTS (SELECT 1 FROM funds_fundpaper WHERE id = NEW.consent_id AND fund_id = NEW.fund_id\n                                   AND kind = 'consent' AND issued_on <= NEW.done_on AND kept_by_id <> NEW.done_by_id) THEN\n                        RAISE EXCEPTION 'a purpose changes with the written consent of the donor, kept by another' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="15a09280f460827e50676cbc10f065f70c917293",
                            operation="INSERT",
                            pgid="pgtrigger_with_the_donors_consent_b07ea",
                            table="funds_repurposing",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reversal",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("entry",),
                        name="reversal_one_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reversal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "done", "refused"])), name="reversal_state_value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reversal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reversal_has_a_reason"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reversal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reversal_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reversal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("made__isnull", True), ("state", "asked")),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                ("made__isnull", False),
                                ("state", "done"),
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                ("made__isnull", True),
                                ("state", "refused"),
                            ),
                            _connector="OR",
                        ),
                        name="reversal_complete",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reversal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="99cc0e3302a5f19a369f930ee71d0de51e28d5dd",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_d7b6c",
                            table="funds_reversal",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reversal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decided_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.state <> 'asked')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="96095882989243140194c03e217a65c5f389b724",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_decided_is_final_db93f",
                            table="funds_reversal",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sheet",
                    constraint=models.UniqueConstraint(
                        fields=("distribution", "unit", "school", "class_name", "village"),
                        name="sheet_once_per_place",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sheet",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("class_name", ""), ("school__isnull", True)),
                            models.Q(("school__isnull", False), ("village__isnull", True)),
                            _connector="OR",
                        ),
                        name="sheet_of_one_kind",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sheetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("received__isnull", True),
                            (
                                "issued",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("received"), "+", models.F("returned")
                                    ),
                                    "+",
                                    models.F("missing"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="sheet_line_adds_up",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sheetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("issued__gt", 0),
                            models.Q(("value__gt", 0), models.Q(("lot__isnull", False), ("value", 0)), _connector="OR"),
                        ),
                        name="sheet_line_issued_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sheetline",
                    constraint=models.UniqueConstraint(
                        fields=("sheet", "allocation", "lot"), name="sheet_line_once", nulls_distinct=False
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sheetline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="once_per_child_and_campaign",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM donors_allocation a JOIN children_need n ON n.id = a.need_id\n        JOIN children_need other ON other.child_id = n.child_id AND other.item_id = n.item_id AND other.id <> n.id\n        JOIN donors_allocation b ON b.need_id = other.id\n        JOIN funds_sheetline l ON l.allocation_id = b.id AND l.received IS DISTINCT FROM 0\n        JOIN funds_sheet s ON s.id = l.sheet_id\n        JOIN funds_distribution d ON d.id = s.distribution_id AND d.state <> 'cancelled'\n        JOIN funds_sheet own ON own.id = NEW.sheet_id\n        JOIN funds_distribution here ON here.id = own.distribution_id\n        WHERE a.id = NEW.allocation_id AND (d.id = here.id OR d.campaign_id = here.campaign_id)\n    ) THEN\n        RAISE EXCEPTION 'one line per child, item and campaign' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="228b14a61c9d9879900dca4ce7935754759cd5a7",
                            operation="INSERT",
                            pgid="pgtrigger_once_per_child_and_campaign_604b5",
                            table="funds_sheetline",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="schoolconfirmation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c69531d4c8969fbc4e74d74d23388d8e709349c4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_aa33e",
                            table="funds_schoolconfirmation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="schoolconfirmation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="a5fe11a58f098880189871ca238ae11b86ecc676",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_e832d",
                            table="funds_schoolconfirmation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sheetphoto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="cb0f78a59163cf768a615ffee07eafcbf2379304",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_a0a33",
                            table="funds_sheetphoto",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sheetphoto",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="875b4194339e7b662bbfe557720578800a11e0b4",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_21b51",
                            table="funds_sheetphoto",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statement",
                    constraint=models.UniqueConstraint(fields=("place", "sha256"), name="statement_file_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="statement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="c6e522d0694ebd3f3c1bc7267ff62ff2e97d3998",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_faa80",
                            table="funds_statement",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="statement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="920192e0af54def4245e06fc0bc984133834e3a9",
                            operation="DELETE",
                            pgid="pgtrigger_kept_2edee",
                            table="funds_statement",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statementlayout",
                    constraint=models.UniqueConstraint(fields=("place", "signature"), name="statement_layout_once"),
                ),
                migrations.AddConstraint(
                    model_name="stockcount",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by__isnull", True), ("confirmed_on__isnull", True)),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("confirmed_on__isnull", False),
                                models.Q(("confirmed_by", models.F("counted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stock_count_two_people",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stockcount",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="8a7f47b5920d309ab85fe87f457aa8ba6e248942",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_c612d",
                            table="funds_stockcount",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stockcount",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.confirmed_on IS NOT NULL)",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a6953a29e0dcb12b67aba53ea854c9272277b7b7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_signed_stays_3bae0",
                            table="funds_stockcount",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="transfer",
                    constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="transfer_positive"),
                ),
                migrations.AddConstraint(
                    model_name="transfer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("sender", models.F("receiver")), _negated=True), name="transfer_two_funds"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="transfer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_on__isnull", True), ("state", "sent")),
                            models.Q(("received_on__gte", models.F("sent_on")), ("state", "received")),
                            _connector="OR",
                        ),
                        name="transfer_received_complete",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="verification",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), ("size__lte", models.F("population"))),
                        name="verification_size",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="verification",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="c57862eac16416009a8829feb63432bcd7f09333",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_387a6",
                            table="funds_verification",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="verification",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="fe120a1916cf4b1e86bd5df38cd7e54fcbc38628",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_219c0",
                            table="funds_verification",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="verificationline",
                    constraint=models.UniqueConstraint(fields=("verification", "line"), name="verification_line_once"),
                ),
                migrations.AddConstraint(
                    model_name="verificationline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_by__isnull", True), ("finding", "")),
                            models.Q(
                                ("checked_by__isnull", False),
                                ("checked_on__isnull", False),
                                ("finding__in", ["yes", "less", "no", "away"]),
                            ),
                            _connector="OR",
                        ),
                        name="verification_line_told",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="verificationline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="0387c961ff3462ece3002f6011a947947cd56da7",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_efd47",
                            table="funds_verificationline",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="verificationline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="told_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.finding <> '')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b27eaba24d0ae2476055d5c9e8d3eb305adba7a8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_told_stays_80804",
                            table="funds_verificationline",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="voucher",
                    index=models.Index(fields=["fund", "state"], name="voucher_fund_state"),
                ),
                migrations.AddIndex(
                    model_name="voucher",
                    index=models.Index(fields=["fund", "-id"], name="voucher_fund_newest"),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.UniqueConstraint(
                        fields=("fund", "kind", "year", "number"), name="voucher_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0), models.Q(("amount", 0), ("kind__in", ["NK", "XK"])), _connector="OR"
                        ),
                        name="voucher_amount_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["PT", "BC", "PC", "NK", "XK", "TN", "CN"])),
                        name="voucher_kind_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "approved", "posted", "cancelled"])),
                        name="voucher_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"), ("state", "cancelled"), ("number__isnull", False), _connector="OR"
                        ),
                        name="voucher_numbered_when_approved",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("day__year", models.F("year"))), name="voucher_year_of_its_day"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["draft", "cancelled"]), ("approved_by__isnull", False), _connector="OR"
                            ),
                            models.Q(
                                models.Q(("state", "posted"), _negated=True),
                                models.Q(("drafted_by__isnull", False), ("posted_by__isnull", False)),
                                _connector="OR",
                            ),
                        ),
                        name="voucher_signed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by__isnull", True),
                                models.Q(("approved_by", models.F("drafted_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("posted_by__isnull", True),
                                models.Q(
                                    models.Q(("posted_by", models.F("drafted_by")), _negated=True),
                                    models.Q(("posted_by", models.F("approved_by")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="voucher_three_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(
                                models.Q(("checked_by", models.F("drafted_by")), _negated=True),
                                models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("checked_by", models.F("approved_by")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("posted_by__isnull", True),
                                    models.Q(("checked_by", models.F("posted_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="voucher_checked_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("by_list", False), ("kind", "PC"), _connector="OR"),
                        name="voucher_list_of_support",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("budget_line__isnull", False),
                                ("kind__in", ["TN", "CN"]),
                                ("campaign__isnull", True),
                                ("donor__isnull", True),
                                ("earmark__isnull", True),
                                ("pledge__isnull", True),
                                models.Q(
                                    models.Q(
                                        ("expenditure__isnull", True),
                                        ("income__in", ["T12", "T13", "T14", "T15"]),
                                        ("kind", "TN"),
                                    ),
                                    models.Q(("expenditure", "N01"), ("income__isnull", True), ("kind", "CN")),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                models.Q(("kind__in", ["TN", "CN"]), _negated=True), ("budget_line__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="voucher_of_one_book",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["PT", "BC", "NK"]),
                            ("state__in", ["draft", "cancelled"]),
                            models.Q(
                                models.Q(("decision_no", ""), _negated=True), ("decision_on__lte", models.F("day"))
                            ),
                            _connector="OR",
                        ),
                        name="voucher_outflow_decided",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="7f37e3d3ec3851d8a37b0bf81415c1c69013511f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_03bbf",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="numbers_have_no_gap",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE last record;",
                            func="\n                    IF TG_OP <> 'INSERT' AND OLD.number IS NOT NULL THEN\n                        IF TG_OP = 'DELETE' OR (OLD.number, OLD.kind, OLD.year, OLD.fund_id, OLD.day)\n                           IS DISTINCT FROM (NEW.number, NEW.kind, NEW.year, NEW.fund_id, NEW.day) THEN\n                            RAISE EXCEPTION 'a voucher keeps its number and its day' USING ERRCODE = 'check_violation';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN\n                        RETURN OLD;\n                    END IF;\n                    IF NEW.number IS NULL THEN\n                        RETURN NEW;\n                    END IF;\n                    PERFORM pg_advisory_xact_lock(hashtext('voucher' || NEW.fund_id || NEW.kind || NEW.year));\n                    SELECT number, day INTO last FROM funds_voucher\n                        WHERE fund_id = NEW.fund_id AND kind = NEW.kind AND year = NEW.year AND number IS NOT NULL\n                        ORDER BY number DESC LIMIT 1;\n                    IF NEW.number <> COALESCE(last.number, 0) + 1 THEN\n                        RAISE EXCEPTION 'voucher numbers run without a gap' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.day < last.day THEN\n                        RAISE EXCEPTION 'dates of voucher numbers do not go back' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="f5cd6da0d5c809a2372a99ebc02b965d19ee2369",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_numbers_have_no_gap_85619",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decided_by_who_may",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.state IN ('approved', 'posted') AND NEW.kind IN ('PC', 'XK'))",
                            func="\n                    IF EXISTS (SELECT 1 FROM funds_approvallimit WHERE fund_id = NEW.fund_id AND valid @> NEW.day)\n                       AND NOT EXISTS (SELECT 1 FROM funds_approvallimit WHERE fund_id = NEW.fund_id AND valid @> NEW.day\n                           AND decider = NEW.decided_by AND (amount_to IS NULL OR amount_to >= NEW.amount)) THEN\n                        RAISE EXCEPTION 'who decided may not decide on this amount' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="d62655c3fbe07497c419a732650e5640237e8a40",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_decided_by_who_may_2d8c2",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="place_is_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.state <> 'cancelled')",
                            func="\n                    IF EXISTS (SELECT 1 FROM funds_fundplace\n                               WHERE id = NEW.place_id AND (opened_on > NEW.day OR closed_on <= NEW.day)) THEN\n                        RAISE EXCEPTION 'money moves at a place while it is open' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="f2fd5599e1aafa301488ab45528517264fe010e3",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_place_is_open_66011",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="list_is_the_amount",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.by_list AND NEW.state IN ('approved', 'posted'))",
                            func="\n                    IF NEW.expenditure_id NOT LIKE 'C%'\n                       OR (SELECT COALESCE(sum(amount), 0) FROM funds_payee WHERE voucher_id = NEW.id) <> NEW.amount THEN\n                        RAISE EXCEPTION 'the list of a payment comes to its amount' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF EXISTS (SELECT 1 FROM funds_payee p JOIN children_child c ON c.id = p.child_id\n                               WHERE p.voucher_id = NEW.id AND c.ended_on <= NEW.day) THEN\n                        RAISE EXCEPTION 'a child of the list is in the register on that day' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="36449d13a4f24543c9bf1f366353edd121a9eaea",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_list_is_the_amount_28284",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="foreign_gift_approved",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.state = 'posted' AND NEW.donor_id IS NOT NULL)",
                            func="\n                    IF (NEW.foreign_approval = '' OR NEW.foreign_approved_on IS NULL OR NEW.foreign_approved_on > NEW.day)\n                       AND EXISTS (SELECT 1 FROM donors_donor WHERE id = NEW.donor_id AND kind = 'foreign') THEN\n                        RAISE EXCEPTION 'a foreign gift has its approval' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="78198e3c3a09b1920effcf267ac084958e50ffc7",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_foreign_gift_approved_ef300",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sponsorship_as_agreed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.state <> 'cancelled' AND (NEW.sponsorship_id IS NOT NULL OR NEW.earmark_id IS NOT NULL))",
                            declare="DECLARE held record;",
                            func="\n                    IF NEW.sponsorship_id IS NULL THEN\n                        IF EXISTS (SELECT 1 FROM donors_sponsorship WHERE earmark_id = NEW.earmark_id) THEN\n                            RAISE EXCEPTION 'money of a sponsorship names its sponsorship'\n                                USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_of_its_sponsorship';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    SELECT * INTO held FROM donors_sponsorship WHERE id = NEW.sponsorship_id;\n                    IF NEW.kind NOT IN ('PT', 'BC', 'PC') OR held.route <> 'fund' OR held.signed_on IS NULL\n                       OR NEW.earmark_id IS DISTINCT FROM held.earmark_id\n                       OR (NEW.kind <> 'PC' AND NEW.donor_id IS DISTINCT FROM held.donor_id) THEN\n                        RAISE EXCEPTION 'money of a sponsorship comes from its sponsor and stays under its earmark'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_of_its_sponsorship';\n                    END IF;\n                    IF NEW.kind = 'PC' AND held.state <> 'active' THEN\n                        RAISE EXCEPTION 'nothing is paid out while a sponsorship stands still'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_stopped';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="b78bae65235472376a362bc902ca0aa710c7aa55",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_sponsorship_as_agreed_21b81",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="posted_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.state IN ('posted', 'cancelled'))",
                            func="RAISE EXCEPTION 'a posted or cancelled voucher is final' USING ERRCODE = 'check_violation';",
                            hash="05232bb4e3c1e9e1554001ca7c3081ddb8f70a8a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_posted_is_final_aa011",
                            table="funds_voucher",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stockcountline",
                    constraint=models.UniqueConstraint(fields=("count", "lot"), name="stock_count_lot_once"),
                ),
                migrations.AddConstraint(
                    model_name="stockcountline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("counted", models.F("book")),
                            models.Q(("counted__lt", models.F("book")), models.Q(("reason", ""), _negated=True)),
                            models.Q(("counted__gt", models.F("book")), models.Q(("note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="stock_count_line_explained",
                    ),
                ),
                migrations.AddIndex(
                    model_name="statementline",
                    index=models.Index(
                        condition=models.Q(("note", ""), ("transfer__isnull", True), ("voucher__isnull", True)),
                        fields=["place", "day"],
                        name="statement_line_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statementline",
                    constraint=models.UniqueConstraint(fields=("place", "digest", "nth"), name="statement_line_once"),
                ),
                migrations.AddConstraint(
                    model_name="statementline",
                    constraint=models.UniqueConstraint(
                        fields=("place", "transfer"), name="statement_line_one_transfer"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statementline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="statement_line_not_zero"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statementline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("transfer__isnull", True), ("voucher__isnull", True)),
                            models.Q(("note", ""), ("voucher__isnull", True)),
                            models.Q(("note", ""), ("transfer__isnull", True)),
                            _connector="OR",
                        ),
                        name="statement_line_is_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statementline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note", ""), ("transfer__isnull", True), ("voucher__isnull", True)),
                            models.Q(("settled_by__isnull", False), ("settled_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="statement_line_settled_by_somebody",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="statementline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="fcc9ac9a61d5cb327d1231face5fa1dfe2be9e6d",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_cdac3",
                            table="funds_statementline",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="statementline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5042554ab2bb5da04d1f633a241fcef70e7869c4",
                            operation="DELETE",
                            pgid="pgtrigger_kept_cf89e",
                            table="funds_statementline",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="statementline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_the_bank_told",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN ((OLD.day, OLD.amount, OLD.text, OLD.place_id, OLD.digest, OLD.nth) IS DISTINCT FROM (NEW.day, NEW.amount, NEW.text, NEW.place_id, NEW.digest, NEW.nth))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="b4fb408e390ed884d2b2cae3572a10805cfc47d3",
                            operation="UPDATE",
                            pgid="pgtrigger_as_the_bank_told_6d4e9",
                            table="funds_statementline",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="statementline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="paper_fits_line",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.voucher_id IS NOT NULL OR NEW.transfer_id IS NOT NULL)",
                            func="\n                    IF NEW.voucher_id IS NOT NULL AND NOT EXISTS (\n                        SELECT 1 FROM funds_voucher v WHERE v.id = NEW.voucher_id AND v.place_id = NEW.place_id\n                           AND v.state <> 'cancelled' AND v.amount = abs(NEW.amount)\n                           AND (NEW.amount > 0 AND v.kind IN ('PT', 'BC') OR NEW.amount < 0 AND v.kind = 'PC')) THEN\n                        RAISE EXCEPTION 'the paper of a bank line has its account and its amount' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.transfer_id IS NOT NULL AND NOT EXISTS (\n                        SELECT 1 FROM funds_transfer t WHERE t.id = NEW.transfer_id AND t.amount = abs(NEW.amount)\n                           AND (NEW.amount < 0 AND t.from_place_id = NEW.place_id OR NEW.amount > 0 AND t.to_place_id = NEW.place_id)) THEN\n                        RAISE EXCEPTION 'the transfer of a bank line has its account and its amount' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="cc00372207089394aad0485ca7c055a6e63082a7",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_paper_fits_line_b03ce",
                            table="funds_statementline",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="payee",
                    constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payee_positive"),
                ),
                migrations.AddConstraint(
                    model_name="payee",
                    constraint=models.UniqueConstraint(fields=("voucher", "child"), name="payee_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="payee",
                    trigger=pgtrigger.compiler.Trigger(
                        name="once_per_campaign_and_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE v record;",
                            func="\n                    SELECT * INTO v FROM funds_voucher WHERE id = COALESCE(NEW.voucher_id, OLD.voucher_id);\n                    IF TG_OP = 'UPDATE' OR v.state <> 'draft' OR NOT v.by_list THEN\n                        RAISE EXCEPTION 'the list of a payment is written while it is a draft' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN\n                        RETURN OLD;\n                    END IF;\n                    IF v.campaign_id IS NOT NULL THEN\n                        PERFORM pg_advisory_xact_lock(7404, v.campaign_id::int);\n                        IF EXISTS (SELECT 1 FROM funds_payee p JOIN funds_voucher o ON o.id = p.voucher_id\n                                   WHERE p.child_id = NEW.child_id AND o.id <> v.id AND o.state <> 'cancelled'\n                                     AND o.campaign_id = v.campaign_id AND o.expenditure_id = v.expenditure_id\n                                     AND NOT EXISTS (SELECT 1 FROM funds_journalentry j JOIN funds_journalentry r ON r.reverses_id = j.id\n                                                     WHERE j.voucher_id = o.id)) THEN\n                            RAISE EXCEPTION 'one payment per child, kind and campaign' USING ERRCODE = 'check_violation';\n                        END IF;\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="234570ed0eacfaa8029e1bb71de382323fa7b1a2",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_once_per_campaign_and_final_6a948",
                            table="funds_payee",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperscan",
                    constraint=models.UniqueConstraint(fields=("fund", "sha256"), name="paper_scan_once"),
                ),
                migrations.AddConstraint(
                    model_name="paperscan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cash_count__isnull", True),
                                ("sheet__isnull", True),
                                ("stock_count__isnull", True),
                                ("voucher__isnull", False),
                            ),
                            models.Q(
                                ("cash_count__isnull", True),
                                ("sheet__isnull", False),
                                ("stock_count__isnull", True),
                                ("voucher__isnull", True),
                            ),
                            models.Q(
                                ("cash_count__isnull", False),
                                ("sheet__isnull", True),
                                ("stock_count__isnull", True),
                                ("voucher__isnull", True),
                            ),
                            models.Q(
                                ("cash_count__isnull", True),
                                ("sheet__isnull", True),
                                ("stock_count__isnull", False),
                                ("voucher__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="paper_scan_one_paper",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="paperscan",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="05a3de1d50a722c47b45fb7d6e76245ff16e0e7f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_0c458",
                            table="funds_paperscan",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="paperscan",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="798152b700479acd6006330d0c9e634cfcfa038d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_23afc",
                            table="funds_paperscan",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="journalentry",
                    index=models.Index(fields=["fund", "day"], name="entry_fund_day"),
                ),
                migrations.AddConstraint(
                    model_name="journalentry",
                    constraint=models.UniqueConstraint(fields=("fund", "sequence"), name="entry_sequence_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="journalentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d70832af3ad6464cea46ba956baef8747cdb787b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3728e",
                            table="funds_journalentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="journalentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="34e2466fcae63a9faac61aaf13c87eeb6bb5d996",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_63c52",
                            table="funds_journalentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="journalentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sponsorship_follows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.voucher_id IS NOT NULL OR NEW.reverses_id IS NOT NULL)",
                            func="\n                    INSERT INTO donors_sponsorshippayment (sponsorship_id, kind, day, amount, entry_key, paper)\n                    SELECT v.sponsorship_id, CASE v.kind WHEN 'PC' THEN 'paid' ELSE 'received' END, NEW.day,\n                           CASE WHEN NEW.reverses_id IS NULL THEN v.amount ELSE -v.amount END, NEW.key,\n                           v.kind || ' ' || v.number || '/' || v.year\n                    FROM funds_voucher v\n                    WHERE v.sponsorship_id IS NOT NULL AND v.id = COALESCE(NEW.voucher_id,\n                        (SELECT voucher_id FROM funds_journalentry WHERE id = NEW.reverses_id));\n                    RETURN NULL;\n                ",
                            hash="effbcc8f51327b0730eb5340c4b9605e7595081a",
                            operation="INSERT",
                            pgid="pgtrigger_sponsorship_follows_9a651",
                            table="funds_journalentry",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="journalentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="chain_and_open_period",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE head record;",
                            func="\n                    PERFORM pg_advisory_xact_lock(7402, NEW.fund_id::int);\n                    SELECT sequence, hash INTO head FROM funds_journalentry\n                        WHERE fund_id = NEW.fund_id ORDER BY sequence DESC LIMIT 1;\n                    IF NEW.sequence <> COALESCE(head.sequence, 0) + 1 OR NEW.previous_hash <> COALESCE(head.hash, '') THEN\n                        RAISE EXCEPTION 'an entry follows the last one of its fund' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF EXISTS (SELECT 1 FROM funds_closing WHERE fund_id = NEW.fund_id AND year >= EXTRACT(YEAR FROM NEW.day)) THEN\n                        RAISE EXCEPTION 'the year is closed' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (SELECT 1 FROM funds_fund WHERE id = NEW.fund_id AND valid @> NEW.day) THEN\n                        RAISE EXCEPTION 'the fund is not open on that day' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF EXISTS (SELECT 1 FROM funds_voucher WHERE id = NEW.voucher_id AND budget_line_id IS NOT NULL) THEN\n                        RAISE EXCEPTION 'budget money and memos do not enter the book of donations' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (\n                        SELECT 1 FROM funds_journalentry\n                        WHERE id = NEW.reverses_id AND fund_id = NEW.fund_id AND day <= NEW.day AND reverses_id IS NULL) THEN\n                        RAISE EXCEPTION 'a reversal turns an earlier entry of its own fund, never a reversal' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="61a145ff8842ca6c1fffcb05a9e4803ac4f5546a",
                            operation="INSERT",
                            pgid="pgtrigger_chain_and_open_period_ca2b8",
                            table="funds_journalentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="journalentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="month_is_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (SELECT 1 FROM funds_monthclosing\n                               WHERE fund_id = NEW.fund_id AND month >= date_trunc('month', NEW.day)::date) THEN\n                        RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="b06dc63652b96b61efb6e2e85087bab4a17934ff",
                            operation="INSERT",
                            pgid="pgtrigger_month_is_open_2c07f",
                            table="funds_journalentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="journalentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="received_of_pledges",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.voucher_id IS NOT NULL OR NEW.reverses_id IS NOT NULL)",
                            func="\n    UPDATE donors_pledge p SET\n        received_value = p.received_value + told.sign * told.amount,\n        received_quantity = p.received_quantity + told.sign * told.pieces,\n        state = CASE WHEN told.sign < 0 AND p.state = 'fulfilled' THEN 'accepted' ELSE p.state END\n    FROM (\n        SELECT v.pledge_id, v.amount, CASE WHEN NEW.reverses_id IS NULL THEN 1 ELSE -1 END AS sign,\n               COALESCE((SELECT sum(l.quantity) FROM funds_voucherline l WHERE l.voucher_id = v.id), 0) AS pieces\n        FROM funds_voucher v\n        WHERE v.kind IN ('PT', 'BC', 'NK') AND v.pledge_id IS NOT NULL\n          AND v.id = COALESCE((SELECT j.voucher_id FROM funds_journalentry j WHERE j.id = NEW.reverses_id), NEW.voucher_id)\n    ) told\n    WHERE p.id = told.pledge_id;\n    RETURN NULL;\n",
                            hash="4ab569149fa255300d05ba8ba467ef2a1234862f",
                            operation="INSERT",
                            pgid="pgtrigger_received_of_pledges_cecbb",
                            table="funds_journalentry",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="journalentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="entry_has_postings",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n                    IF (SELECT count(*) FROM funds_posting WHERE entry_id = NEW.id) < 2 THEN\n                        RAISE EXCEPTION 'an entry has at least two postings' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                            hash="45fa2e6c7025b909970503c605be40b0ab5e2ce4",
                            operation="INSERT",
                            pgid="pgtrigger_entry_has_postings_a2aae",
                            table="funds_journalentry",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="honouredgift",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("released", False)), fields=("voucher",), name="one_honour_per_receipt"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="honouredgift",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="honoured_gift_positive"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="honouredgift",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="dc3a1991075bea8b27e88d6ea7474da715c47c38",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_93def",
                            table="funds_honouredgift",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="honouredgift",
                    trigger=pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="eda77108dadd4740eeb4d83cc7f4def7e177ce9a",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_2e2ad",
                            table="funds_honouredgift",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="honouredgift",
                    trigger=pgtrigger.compiler.Trigger(
                        name="received_of_the_giver",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NOT EXISTS (\n        SELECT 1 FROM funds_voucher v JOIN funds_commendation c ON c.id = NEW.commendation_id\n        WHERE v.id = NEW.voucher_id AND v.state = 'posted' AND v.kind IN ('PT', 'BC', 'NK') AND v.donor_id = c.donor_id\n          AND v.amount = NEW.amount AND v.year <= c.year AND c.state = 'proposed'\n          AND NOT EXISTS (SELECT 1 FROM funds_journalentry e JOIN funds_journalentry r ON r.reverses_id = e.id\n                          WHERE e.voucher_id = v.id)) THEN\n        RAISE EXCEPTION 'an honour is for what was received of its giver' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="2572b4e5ae3bab76fa4baa3ecb8f1af77308944e",
                            operation="INSERT",
                            pgid="pgtrigger_received_of_the_giver_c001d",
                            table="funds_honouredgift",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="honouredgift",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_with_its_honour",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF (OLD.commendation_id, OLD.voucher_id, OLD.amount) IS DISTINCT FROM (NEW.commendation_id, NEW.voucher_id, NEW.amount)\n                       OR OLD.released OR NOT EXISTS (SELECT 1 FROM funds_commendation\n                           WHERE id = NEW.commendation_id AND state IN ('dropped', 'cancelled')) THEN\n                        RAISE EXCEPTION 'a receipt stays with its honour' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="7638ce747c4958c134a5765ad564070bea88f390",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_with_its_honour_55a3a",
                            table="funds_honouredgift",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="honouredgift",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sum_follows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    UPDATE funds_commendation SET amount = amount + NEW.amount WHERE id = NEW.commendation_id;\n                    RETURN NULL;\n                ",
                            hash="dc6869bc1003bc049dcb68a1f1eadcba75032f38",
                            operation="INSERT",
                            pgid="pgtrigger_sum_follows_c976e",
                            table="funds_honouredgift",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="distribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "approved", "issued", "recorded", "cancelled"])),
                        name="distribution_state_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="distribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("planned_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="distribution_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetentry",
                    constraint=models.UniqueConstraint(fields=("fund", "sequence"), name="budget_sequence_once"),
                ),
                migrations.AddConstraint(
                    model_name="budgetentry",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("voucher",),
                        name="budget_voucher_posted_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("event__in", ["assigned", "adjusted", "withdrawn", "used", "returned", "cancelled"])
                        ),
                        name="budget_event_value",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision__isnull", False),
                                ("event__in", ["assigned", "adjusted"]),
                                ("voucher__isnull", True),
                            ),
                            models.Q(
                                ("decision__isnull", True),
                                ("event__in", ["withdrawn", "used"]),
                                ("voucher__isnull", False),
                            ),
                            models.Q(
                                ("decision__isnull", True),
                                ("event__in", ["returned", "cancelled"]),
                                ("voucher__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="budget_entry_has_its_paper",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("event", "adjusted"), models.Q(("amount", 0), _negated=True)),
                            models.Q(("amount__gt", 0), ("corrects__isnull", True)),
                            models.Q(
                                ("amount__lt", 0), ("corrects__isnull", False), ("event__in", ["withdrawn", "used"])
                            ),
                            _connector="OR",
                        ),
                        name="budget_entry_sign",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
                            hash="5e734f32f5d3b3232fd41d7ad75178597e971031",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_a83a7",
                            table="funds_budgetentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f513235fdaf749177ee0d31af94278c4a7f2f3f5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_09b90",
                            table="funds_budgetentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="chain_and_papers",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE head record; e record; v record; c record;",
                            func="\n                    PERFORM pg_advisory_xact_lock(7403, NEW.fund_id::int);\n                    SELECT sequence, hash INTO head FROM funds_budgetentry\n                        WHERE fund_id = NEW.fund_id ORDER BY sequence DESC LIMIT 1;\n                    IF NEW.sequence <> COALESCE(head.sequence, 0) + 1 OR NEW.previous_hash <> COALESCE(head.hash, '') THEN\n                        RAISE EXCEPTION 'an entry follows the last one of its fund' USING ERRCODE = 'check_violation';\n                    END IF;\n                    SELECT b.fund_id, b.year, b.state, b.id INTO e FROM funds_budgetestimate b\n                        JOIN funds_budgetline l ON l.estimate_id = b.id WHERE l.id = NEW.line_id;\n                    IF e.fund_id <> NEW.fund_id OR e.state <> (CASE WHEN NEW.event = 'assigned' THEN 'appraised' ELSE 'assigned' END) THEN\n                        RAISE EXCEPTION 'budget money moves in an assigned estimate of its own fund' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.event IN ('withdrawn', 'used') AND EXTRACT(YEAR FROM NEW.day) <> e.year THEN\n                        RAISE EXCEPTION 'budget money is spent in its year' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.decision_id IS NOT NULL AND NOT EXISTS (\n                        SELECT 1 FROM funds_budgetdecision WHERE id = NEW.decision_id AND estimate_id = e.id) THEN\n                        RAISE EXCEPTION 'a decision is of its own estimate' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.voucher_id IS NOT NULL THEN\n                        SELECT * INTO v FROM funds_voucher WHERE id = NEW.voucher_id;\n                        IF v.state <> 'posted' OR v.fund_id <> NEW.fund_id OR v.budget_line_id IS DISTINCT FROM NEW.line_id\n                           OR v.kind <> (CASE NEW.event WHEN 'withdrawn' THEN 'TN' ELSE 'CN' END) OR v.amount <> abs(NEW.amount) THEN\n                            RAISE EXCEPTION 'an entry says what its paper says' USING ERRCODE = 'check_violation';\n                        END IF;\n                    END IF;\n                    IF NEW.corrects_id IS NOT NULL THEN\n                        SELECT * INTO c FROM funds_budgetentry WHERE id = NEW.corrects_id;\n                        IF c.corrects_id IS NOT NULL OR (c.line_id, c.event, c.voucher_id, c.amount) IS DISTINCT FROM\n                           (NEW.line_id, NEW.event, NEW.voucher_id, -NEW.amount) OR c.day > NEW.day OR c.posted_by_id = NEW.posted_by_id THEN\n                            RAISE EXCEPTION 'a correction turns an earlier entry back, by another person' USING ERRCODE = 'check_violation';\n                        END IF;\n                    END IF;\n                    UPDATE funds_budgetline SET\n                        assigned = assigned + CASE WHEN NEW.event IN ('assigned', 'adjusted') THEN NEW.amount ELSE 0 END,\n                        withdrawn = withdrawn + CASE WHEN NEW.event = 'withdrawn' THEN NEW.amount ELSE 0 END,\n                        used = used + CASE WHEN NEW.event = 'used' THEN NEW.amount ELSE 0 END,\n                        returned = returned + CASE WHEN NEW.event = 'returned' THEN NEW.amount ELSE 0 END,\n                        cancelled = cancelled + CASE WHEN NEW.event = 'cancelled' THEN NEW.amount ELSE 0 END\n                    WHERE id = NEW.line_id;\n                    RETURN NEW;\n                ",
                            hash="d1057fd248bdc05191e429c7c53aae975c96af70",
                            operation="INSERT",
                            pgid="pgtrigger_chain_and_papers_47461",
                            table="funds_budgetentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucherline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("unit_value__gte", 0)), name="voucher_line_positive"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucherline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="final_with_its_voucher",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (SELECT 1 FROM funds_voucher\n                               WHERE id IN (OLD.voucher_id, NEW.voucher_id) AND state IN ('posted', 'cancelled')) THEN\n                        RAISE EXCEPTION 'a posted or cancelled voucher is final' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN\n                        RETURN OLD;\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="3319f184120416fb2c1f662f312159872362553f",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_final_with_its_voucher_05284",
                            table="funds_voucherline",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION earmark_break; DROP FUNCTION management_base"),
    ]
