"""Objects for the addresses of the register: children, lists, uploads, needs."""

import datetime
from typing import Any

from psycopg2.extras import DateRange

from children.models import (
    Assessment,
    AssessmentSheet,
    ImportRow,
    ListImport,
    StateSupport,
    Submission,
    Workbook,
    WorkbookReturn,
)
from lao_cai_support.web.clock import now
from lao_cai_support.web.files import store_private
from tests.factories.children import AssessmentFactory, NeedFactory, SpellFactory
from tests.factories.duplicates import PairFactory, merged
from tests.rights.frame import Get, Sample

DAY = datetime.date(2024, 11, 15)


def child(get: Get) -> dict[str, Any]:
    return {"code": get("child").code}


def neighbour_child(get: Get) -> dict[str, Any]:
    return {"code": get("neighbour_child").code}


def orphan_of(make: Any) -> Any:
    """The child with an open circumstance, and its kind."""

    def made(get: Get) -> dict[str, Any]:
        found = make(get)
        SpellFactory(child=get("child" if make is child else "neighbour_child"), kind_id="HC01")
        return found | {"kind": "HC01"}

    return made


def need(get: Get, **more: str) -> dict[str, Any]:
    return {"code": get("need").code, **more}


def neighbour_need(get: Get, **more: str) -> dict[str, Any]:
    return {"code": get("neighbour_need").code, **more}


def list_of(unit: str, fixture: str) -> Any:
    def make(get: Get) -> dict[str, Any]:
        get("child" if unit == "commune" else "neighbour_child")
        row = Submission.objects.create(
            unit=getattr(get("units"), unit), year=2024, submitted_by=get(fixture), submitted_on=DAY
        )
        return {"code": row.code}

    return make


def upload_of(unit: str, fixture: str, **more: str) -> Any:
    """An upload in its preview with one row; ``row="…"`` asks for the row's code as well."""

    def make(get: Get) -> dict[str, Any]:
        get("lists")
        opened = ListImport.objects.create(
            unit=getattr(get("units"), unit),
            file_name="danh_sach.xlsx",
            file_hash="0" * 64,
            state="preview",
            created_by=get(fixture),
            created_at=now(),
        )
        row = ImportRow.objects.create(list_import=opened, sheet="Sheet1", row=8, status="new", fields={})
        return {"code": opened.code} | {key: row.code if key == "row" else value for key, value in more.items()}

    return make


def with_state(make: Any, **fields: Any) -> Any:
    """The same upload, in another state or with a file that goes back."""

    def made(get: Get) -> dict[str, Any]:
        found = make(get)
        ListImport.objects.filter(code=found["code"]).update(**fields)
        return found

    return made


def given_back(unit: str, fixture: str) -> Any:
    """An upload whose workbook with the reasons has been made."""

    def made(get: Get) -> dict[str, Any]:
        get("settings").DATA_DIR = get("tmp_path") / "data"
        return with_state(upload_of(unit, fixture), returned_file=store_private("lists", b"x", ending="xlsx"))(get)

    return made


def upload(**more: str) -> Sample:
    return Sample(
        "commune_officer",
        upload_of("commune", "commune_officer", **more),
        upload_of("sibling", "neighbour_officer", **more),
    )


def pair_of(first: str, second: str, **more: str) -> Any:
    """A pair of the two fixtures' files; the code alone, or with ``more``."""

    def make(get: Get) -> dict[str, Any]:
        return {"code": PairFactory(a=get(first), b=get(second)).code, **more}

    return make


def pair(**more: str) -> Sample:
    """The district's officer knows pairs of the own district, not those with a file of another one."""
    return Sample(
        "district_officer", pair_of("child", "neighbour_child", **more), pair_of("child", "far_child", **more)
    )


def merge_of(gone: str) -> Any:
    def make(get: Get) -> dict[str, Any]:
        return {"code": merged(PairFactory(a=get("child"), b=get(gone)), user=get("province_officer")).code}

    return make


def returned_of(unit: str, fixture: str, **more: str) -> Any:
    """A workbook that came back with nothing changed."""

    def make(get: Get) -> dict[str, Any]:
        user = get(fixture)
        book = Workbook.objects.create(
            unit=getattr(get("units"), unit), issued_by=user, issued_at=now(), reason="rà soát", children=0
        )
        row = WorkbookReturn.objects.create(
            workbook=book, file_name="so.xlsx", file_hash="0" * 64, returned_by=user, returned_at=now()
        )
        return {"code": row.code, **more}

    return make


def returned(**more: str) -> Sample:
    return Sample(
        "commune_officer",
        returned_of("commune", "commune_officer", **more),
        returned_of("sibling", "neighbour_officer", **more),
    )


def _list(reader: str) -> Sample:
    """A list of the commune; the reader must not know of one outside the own district or commune."""
    if reader == "district_officer":
        return Sample(reader, list_of("commune", "commune_leader"), list_of("far", "far_officer"))
    return Sample(reader, list_of("commune", "commune_leader"), list_of("sibling", "neighbour_leader"))


def area(get: Get) -> dict[str, Any]:
    get("lists")
    return {"area": "DA"}


def coat(get: Get) -> dict[str, Any]:
    get("lists")
    return {"item": "DA01"}


def milk_need(get: Get) -> dict[str, Any]:
    """A need of another sector."""
    return {"code": NeedFactory(child=get("child"), item_id="DD01", size="").code}


def entitlement(get: Get) -> dict[str, Any]:
    get("lists")
    row = StateSupport.objects.create(
        code="T900",
        area_id="DA",
        name_vi="Thẻ bảo hiểm y tế",
        name_en="Health insurance",
        law="Law on health insurance",
        valid=DateRange(DAY, None),
    )
    return {"code": row.code}


def sheet_of(whose: str) -> Any:
    """A printed grid of the child's school, the child on it."""

    def make(get: Get) -> dict[str, Any]:
        row = AssessmentFactory(child=get(whose))
        sheet = AssessmentSheet.objects.create(
            form=row.form,
            label="Lớp 2A",
            address=f"truong={get('school').code}",
            printed_by=row.assessed_by,
            printed_on=DAY,
        )
        sheet.lines.create(child=row.child)
        return {"code": sheet.code}

    return make


def assessment_scan_of(officer: str) -> Any:
    """The scan of such an assessment."""
    whole = assessment_of(officer)

    def make(get: Get) -> dict[str, Any]:
        row = Assessment.objects.get(code=whole(get)["code"])
        stored = store_private("assessments", b"%PDF-1.4", ending="pdf")
        facts = {"stored": stored, "ending": "pdf", "size": 8, "sha256": "0" * 64}
        return {"code": row.scans.create(uploaded_by=get(officer), uploaded_at=now(), **facts).code}

    return make


def assessment_of(officer: str) -> Any:
    """An assessment by the officer, of a child of the own commune."""

    def make(get: Get) -> dict[str, Any]:
        child = get("child" if officer == "commune_officer" else "neighbour_child")
        return {"code": AssessmentFactory(child=child, assessed_by=get(officer)).code}

    return make


SAMPLES = {
    "children:child_detail": Sample("commune_officer", child, neighbour_child),
    "children:child_edit": Sample("commune_officer", child, neighbour_child),
    "children:child_end": Sample("commune_officer", child, neighbour_child),
    "children:circumstance_new": Sample("commune_officer", child, neighbour_child),
    "children:circumstance_end": Sample("commune_officer", orphan_of(child), orphan_of(neighbour_child)),
    "children:need_new": Sample("commune_officer", child, neighbour_child, query="?area=DA"),
    "children:duplicate_detail": pair(),
    "children:duplicate_merge": pair(),
    "children:duplicate_decide": pair(act="khac-nhau"),
    "children:merge_detail": Sample("district_officer", merge_of("neighbour_child"), merge_of("far_child")),
    "children:merge_undo": Sample("district_officer", merge_of("neighbour_child"), merge_of("far_child")),
    "children:submission_detail": _list("commune_leader"),
    "children:submission_decide": _list("district_officer"),
    "children:submission_document": _list("commune_leader"),
    "children:submission_print": _list("commune_leader"),
    "children:submission_differences": _list("commune_leader"),
    "children:submission_export": _list("commune_leader"),
    "children:submission_reopen": _list("district_officer"),
    "children:import_detail": upload(),
    "children:import_columns": upload(),
    "children:import_file": Sample(
        "commune_officer", given_back("commune", "commune_officer"), given_back("sibling", "neighbour_officer")
    ),
    "children:import_conflicts": Sample(
        "commune_officer",
        with_state(upload_of("commune", "commune_officer"), state="committed", committed_at=now()),
        with_state(upload_of("sibling", "neighbour_officer"), state="committed", committed_at=now()),
    ),
    "children:import_row": upload(row="its code"),
    "children:import_act": upload(act="discard"),
    "children:workbook_return": returned(),
    "children:workbook_act": returned(act="discard"),
    "children:assessment_detail": Sample(
        "commune_officer", assessment_of("commune_officer"), assessment_of("neighbour_officer")
    ),
    "children:band_edit": Sample("province_officer", lambda get: {"unit": get("units").commune.code}),
    "children:state_support_end": Sample("province_officer", entitlement),
    "children:assess_sheet": Sample("commune_officer", sheet_of("child"), sheet_of("neighbour_child")),
    "children:assessment_scan": Sample(
        "commune_officer", assessment_scan_of("commune_officer"), assessment_scan_of("neighbour_officer")
    ),
    "children:assessment_print": Sample(
        "commune_officer", assessment_of("commune_officer"), assessment_of("neighbour_officer")
    ),
    "children:form_edit": Sample("province_officer", area, lambda get: {"area": "zz"}),
    "children:price_edit": Sample("province_officer", coat, lambda get: {"item": "zz"}),
    "children:standard_edit": Sample("province_officer", coat, lambda get: {"item": "zz"}),
    "children:need_opinion": Sample("sector_reviewer", need, milk_need),
    "children:need_priority": Sample("commune_leader", need, neighbour_need),
    "children:need_substitute": Sample("commune_officer", need, neighbour_need),
    "children:need_detail": Sample("commune_officer", need, neighbour_need),
    "children:need_act": Sample(
        "commune_leader", lambda get: need(get, act="approve"), lambda get: neighbour_need(get, act="approve")
    ),
    # The needs themselves stand in the form; an unknown act is no page.
    "children:need_bulk": Sample("commune_leader", lambda get: {"act": "approve"}, lambda get: {"act": "burn"}),
}
