"""The exchange file: verified children by personal id, as docs/exchange_format.md describes it."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from openpyxl import Workbook

from children.models import Child, CircumstanceSpell, PovertyRecord, Residence, SubmissionRow
from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.web.clock import today
from lao_cai_support.web.export import fill_sheet

FORMAT, VERSION = "lao-cai-support/children", 1
KINDS = ("json", "xlsx")
COLUMNS = (
    "personal_id",
    "record_code",
    "full_name",
    "sex",
    "date_of_birth",
    "birth_year",
    "ethnic_group",
    "ethnic_group_census",
    "commune",
    "commune_name",
    "village",
    "resident_since",
    "father",
    "mother",
    "carers",
    "poverty_year",
    "poverty_category",
    "circumstances",
    "school",
    "class_name",
    "verified_list",
    "verified_on",
)


def to_exchange(user: Any, unit: Any = None) -> tuple[Any, int]:
    """The verified children that the person may export and that have a personal id, and how many have none.

    Verified: followed since a district signed their list off (state "active").
    """
    units = user.covered_units(ACTS["children.export"])
    rows = Child.objects.filter(unit__in=units, state="active")
    if unit:
        rows = rows.filter(unit=unit)
    return rows.filter(personal_id__isnull=False).order_by("personal_id"), rows.filter(personal_id=None).count()


def records(rows: Any) -> Iterator[dict[str, Any]]:
    """One record a child, a thousand children at a time, each with a constant number of queries."""
    day = today()
    held = rows.select_related("unit", "village", "ethnic_group", "school", "household").prefetch_related(
        Prefetch("residences", Residence.objects.filter(valid__contains=day), to_attr="here"),
        Prefetch(
            "circumstances",
            CircumstanceSpell.objects.filter(valid__contains=day, kind__sealed=False).order_by("kind"),
            to_attr="open_spells",
        ),
        "household__guardians",
        Prefetch("household__poverty", PovertyRecord.objects.order_by("-year"), to_attr="by_year"),
        Prefetch(
            "submission_rows",
            SubmissionRow.objects.filter(submission__state="verified")
            .select_related("submission__unit")
            .defer("frozen")
            .order_by("-submission_id"),
            to_attr="verified_rows",
        ),
    )
    for child in held.iterator(chunk_size=1000):
        yield _record(child)


def _record(child: Any) -> dict[str, Any]:
    adults = list(child.household.guardians.all()) if child.household else []
    poverty = child.household.by_year[0] if child.household and child.household.by_year else None
    verified = child.verified_rows[0].submission if child.verified_rows else None
    return {
        "personal_id": child.personal_id,
        "record_code": child.code,
        "full_name": child.full_name,
        "sex": child.sex,
        "date_of_birth": child.date_of_birth.isoformat() if child.date_of_birth else None,
        "birth_year": child.birth_year,
        "ethnic_group": child.ethnic_group_id,
        "ethnic_group_census": child.ethnic_group.census_code if child.ethnic_group else None,
        "commune": child.unit.code,
        "commune_name": child.unit.title,
        "village": child.village.name if child.village else None,
        "resident_since": child.here[0].valid.lower.isoformat() if child.here and child.here[0].valid.lower else None,
        "father": next((one.full_name for one in adults if one.relation == "father"), None),
        "mother": next((one.full_name for one in adults if one.relation == "mother"), None),
        "carers": [one.full_name for one in adults if one.relation not in ("father", "mother")],
        "poverty_year": poverty.year if poverty else None,
        "poverty_category": poverty.category_id if poverty else None,
        "circumstances": [
            {"code": one.kind_id, "since": one.valid.lower.isoformat() if one.valid.lower else None}
            for one in child.open_spells
        ],
        "school": child.school.name if child.school else None,
        "class_name": child.class_name or None,
        "verified_list": verified.document_number or verified.code if verified else None,
        "verified_on": verified.decided_on.isoformat() if verified else None,
    }


def write(kind: str, rows: Any, *, unit: Any, without: int, mark: str, step: Callable[[int], None]) -> bytes:
    """The file's bytes: JSON with a head, or a workbook with a sheet that says what its columns mean."""

    def told() -> Iterator[dict[str, Any]]:
        for number, record in enumerate(records(rows), start=1):
            if not number % 200:
                step(200)
            yield record

    head = {
        "format": FORMAT,
        "version": VERSION,
        "as_of": today().isoformat(),
        "unit": unit.code if unit else None,
        "without_personal_id": without,
        "mark": mark,
    }
    if kind == "json":
        return (json.dumps({**head, "children": list(told())}, ensure_ascii=False, indent=1) + "\n").encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("children")
    fill_sheet(sheet, COLUMNS, ([_flat(record[name]) for name in COLUMNS] for record in told()))
    sheet.oddFooter.left.text = mark.replace("&", "&&")
    about = book.create_sheet("about")
    fill_sheet(about, [_("Mục"), _("Giá trị")], ((name, _flat(value)) for name, value in head.items()))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _flat(value: Any) -> Any:
    """A list in one cell: ``HC04.02 2024-01-01; NC06 …``."""
    if isinstance(value, list):
        return "; ".join(
            f"{one['code']} {one['since'] or ''}".strip() if isinstance(one, dict) else one for one in value
        )
    return value
