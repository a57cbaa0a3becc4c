"""Lists as files: nothing typed becomes a formula, numbers stay numbers, columns are those of the list."""

import csv
import datetime
import io
import zipfile
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from lao_cai_support.accounts.models import User
from lao_cai_support.audit.models import Act
from lao_cai_support.web.export import export_response, exported
from lao_cai_support.web.listing import Column, Listing

EVIL = ["=1+1", "+84912", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =cmd|' /C calc'!A0", "＝1+1"]
COLUMNS = [
    Column("name", gettext_lazy("Tên"), "name"),
    Column("amount", "Số tiền", "amount", kind="vnd"),
    Column("day", "Ngày", "day", kind="date"),
]


def _body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def _rows(names: list[Any]) -> list[SimpleNamespace]:
    return [SimpleNamespace(name=n, amount=-1_500_000, day=datetime.date(2024, 11, 5)) for n in names]


def _csv(names: list[Any]) -> list[list[str]]:
    text = _body(export_response(_rows(names), COLUMNS, "danh-sach", "csv")).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("text", EVIL)
def test_text_that_looks_like_a_formula_is_neutral_in_csv(text: str) -> None:
    assert _csv([text])[1][0] == f"'{text}"


def test_lazy_text_is_neutral_too() -> None:
    assert _csv([gettext_lazy("=1+1")])[1][0] == "'=1+1"


def test_numbers_and_days_keep_their_meaning_in_csv() -> None:
    assert _csv(["Nguyễn Thị Ước"]) == [
        ["Tên", "Số tiền", "Ngày"],
        ["Nguyễn Thị Ước", "-1500000", "05/11/2024"],
    ]


def test_workbook_holds_no_formula_and_real_values() -> None:
    response = export_response(_rows([*EVIL, gettext_lazy("=2+2")]), COLUMNS, "danh-sach", "xlsx")
    content = _body(response)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name) for name in package.namelist() if "worksheets/" in name]
    assert sheets and not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].data_type for row in rows] == ["s"] * len(rows)
    assert rows[0][0].value == "=1+1"
    assert rows[0][1].value == -1_500_000 and rows[0][1].number_format == "#,##0"
    assert rows[0][2].value == datetime.datetime(2024, 11, 5)
    assert "attachment" in response["Content-Disposition"] and response["Cache-Control"] == "no-store"


def test_characters_a_workbook_cannot_hold_are_left_out() -> None:
    moment = datetime.datetime(2024, 11, 5, 1, 0, tzinfo=datetime.UTC)
    rows = [SimpleNamespace(name="Lò\x00 Thị\x0b Mây", amount=True, day=moment)]
    sheet = openpyxl.load_workbook(io.BytesIO(_body(export_response(rows, COLUMNS, "x", "xlsx")))).active
    assert [cell.value for cell in sheet[2]] == ["Lò Thị Mây", "có", datetime.datetime(2024, 11, 5, 8, 0)]


def test_an_export_is_written_in_the_log_with_its_count(commune_officer: User, district_officer: User) -> None:
    request = RequestFactory().get("/", {"export": "csv"})
    request.user = commune_officer
    request.session = {}
    people = User.objects.filter(pk__in=[commune_officer.pk, district_officer.pk])
    columns = [Column("username", "Tài khoản", "username", sort=("username",))]
    response = Listing(request, people, key="people", columns=columns, default_sort="username", noun="người").response(
        "none.html"
    )
    lines = _body(response).decode("utf-8-sig").split()
    assert sorted(lines[-2:]) == sorted([commune_officer.username, district_officer.username])
    act = Act.objects.get(act="list.export")
    assert (act.user, act.object_code, act.detail) == (commune_officer, "people", {"kind": "csv", "rows": 2})


def test_open_data_taken_by_nobody_in_particular_is_not_logged(db: Any) -> None:
    request = SimpleNamespace(user=SimpleNamespace(is_authenticated=False))
    exported.send(sender=HttpResponse, request=request, key="open", kind="csv", count=3)
    assert not Act.objects.exists()
