"""Sheet rows as cleaned rows: sections give the village, totals and signatures are skipped, the rest are children."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from children.lists import values
from children.lists.columns import SUB_HEADS, Header
from children.lists.reader import Sheet
from lao_cai_support.web.text import fold, nfc

_TOTAL = re.compile(r"(?:tong so|tong cong|danh sach nay|an dinh danh sach)\b|cong\b[\s:.()\d]*$")
_SIGNED = (
    "nguoi lap",
    "chu tich",
    "can bo",
    "thu truong",
    "ky ten",
    "xac nhan",
    "nguoi lap bieu",
    "lanh dao",
    "ke toan",
)
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?", re.IGNORECASE)
_SECTION = re.compile(r"^\s*(?:[IVXLC]+|\d+|[a-zA-Z])?\s*[.)/]?\s*(?:thôn|bản|tổ|xóm|tdp)\s", re.IGNORECASE)


@dataclass
class CleanRow:
    """One row of the sheet: ``fields`` as the JSON report has them (and ``adults``, ``poverty``), ``skipped`` why not."""

    sheet: str
    row: int
    raw: list[str]
    fields: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    skipped: str = ""


@dataclass(frozen=True)
class Lookups:
    """The register's lists, as the cleaning needs them."""

    today: datetime.date
    peoples: values.Peoples
    circumstances: set[str]


def clean_rows(sheet: Sheet, header: Header, lookups: Lookups) -> Iterator[CleanRow]:
    """The rows below the header, in order. After signatures begin, nothing is a child any more."""
    village, signed = "", False
    names = {name: column for column, name in header.columns.items()}
    for index in range(header.index + header.height, len(sheet.rows)):
        cells = sheet.rows[index]
        shown = [("" if cell is None else str(cell)).strip() for cell in cells]
        if not any(shown):
            continue
        clean = CleanRow(sheet.name, index + sheet.first, shown)
        texts = [nfc(text) for text in shown if text]
        if signed or (_is_signature(texts) and not _has_birth(shown, names)):
            signed, clean.skipped = True, "signature"
        elif _TOTAL.match(fold(texts[0])):
            clean.skipped = "total"
        elif len(texts) == 1 and _SECTION.match(texts[0]):
            village, clean.skipped = values.village_of(_after_number(texts[0])), "section"
        elif len(texts) == 1:
            clean.skipped = "title"
        elif _is_header_again(shown, header):
            clean.skipped = "header"
        else:
            _fill(clean, cells, names, village, lookups)
        yield clean


def _after_number(text: str) -> str:
    return re.sub(r"^\s*(?:[IVXLC]+|\d+|[a-zA-Z])\s*[.)/]\s*", "", text)


def _is_signature(texts: list[str]) -> bool:
    return len(texts) <= 4 and any(fold(text).startswith(_SIGNED) for text in texts)


def _has_birth(shown: list[str], names: dict[str, int]) -> bool:
    """Whether a birth cell is filled: such a row is a child's, whatever words stand in it."""
    columns = (names[name] for name in ("born", "born_male", "born_female") if name in names)
    return any(column < len(shown) and shown[column] for column in columns)


def _is_header_again(shown: list[str], header: Header) -> bool:
    """The header printed anew on a next page, its second row, or the row that numbers the columns."""
    texts = {fold(text) for text in shown if text}
    if texts <= SUB_HEADS or all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return True
    same = sum(1 for text, title in zip(shown, header.titles, strict=False) if text and fold(text) == fold(title))
    return same >= 3


def _fill(clean: CleanRow, cells: list[Any], names: dict[str, int], village: str, lookups: Lookups) -> None:
    """Clean the row's cells into fields, collecting problems."""

    def cell(name: str) -> Any:
        column = names.get(name)
        value = cells[column] if column is not None and column < len(cells) else None
        return None if value is None or (isinstance(value, str) and not value.strip()) else value

    fields, problems = clean.fields, clean.problems
    fields["full_name"] = values.name_of(cell("full_name"))
    if not fields["full_name"]:
        problems.append(
            values.problem("full_name", "missing", _("Dòng này thiếu họ tên. Hãy bổ sung, hoặc chọn không ghi."))
        )
    elif any(char.isdigit() for char in fields["full_name"]):
        problems.append(values.problem("full_name", "bad_name", _("Họ tên có chữ số. Hãy kiểm tra lại ô này.")))
    elif len(fields["full_name"]) > values.NAME_LENGTH:
        problems.append(_too_long("full_name", _("Họ tên")))
    _birth(fields, problems, cell, lookups.today)
    _sex(fields, problems, cell)
    _people(fields, problems, cell("ethnic_group"), lookups)
    own = cell("village")
    fields["village"] = values.village_of(own) if own is not None else village
    if len(fields["village"]) > values.NAME_LENGTH:
        problems.append(_too_long("village", _("Tên thôn, bản")))
    _adults(fields, problems, cell)
    _circumstances(fields, problems, cell("circumstances"), cell("note"), lookups)
    fields["poverty"] = values.poverty_of(cell("poor"), cell("near_poor"))
    fields["personal_id"] = None
    if cell("personal_id") is not None:
        fields["personal_id"], trouble = values.personal_id_of(cell("personal_id"))
        problems += [trouble] if trouble else []
    fields["class_name"] = nfc(str(cell("class_name"))) if cell("class_name") is not None else ""
    if len(fields["class_name"]) > values.CLASS_LENGTH:
        problems.append(
            values.problem(
                "class_name",
                "too_long",
                _("Tên lớp dài quá %(most)s ký tự nên chỉ giữ phần đầu.") % {"most": values.CLASS_LENGTH},
                "warning",
            )
        )
        fields["class_name"] = fields["class_name"][: values.CLASS_LENGTH].strip()


def _too_long(field_name: str, what: str, severity: str = "error") -> dict[str, str]:
    sentence = _("%(what)s dài quá %(most)s ký tự. Hãy kiểm tra lại ô này.")
    return values.problem(field_name, "too_long", sentence % {"what": what, "most": values.NAME_LENGTH}, severity)


def _birth(fields: dict[str, Any], problems: list[dict[str, str]], cell: Any, today: datetime.date) -> None:
    told = [value for value in (cell("born"), cell("born_male"), cell("born_female")) if value is not None]
    fields["date_of_birth"] = fields["birth_year"] = None
    if not told:
        problems.append(
            values.problem("date_of_birth", "missing", _("Dòng này thiếu ngày sinh. Hãy bổ sung ít nhất năm sinh."))
        )
        return
    born, year, trouble = values.birth_of(told[0], today)
    fields["date_of_birth"] = born.isoformat() if born else None
    fields["birth_year"] = year
    problems += [trouble] if trouble else []


def _sex(fields: dict[str, Any], problems: list[dict[str, str]], cell: Any) -> None:
    """From the sex column, or from which of the columns Nam and Nữ holds the birth date."""
    sex = values.sex_of(cell("sex")) if cell("sex") is not None else None
    male, female = cell("born_male") is not None, cell("born_female") is not None
    if sex is None and male != female:
        sex = "male" if male else "female"
    elif male and female:
        problems.append(
            values.problem("sex", "both", _("Ngày sinh ghi ở cả cột Nam và cột Nữ. Hãy chọn giới tính đúng."))
        )
    fields["sex"] = sex
    if sex is None and not (male and female):
        problems.append(values.problem("sex", "missing", _("Chưa rõ giới tính. Hãy chọn Nam hoặc Nữ."), "warning"))


def _people(fields: dict[str, Any], problems: list[dict[str, str]], told: Any, lookups: Lookups) -> None:
    fields["ethnic_group"] = None
    if told is None:
        return
    fields["ethnic_group"] = lookups.peoples.code_of(told)
    if fields["ethnic_group"] is None:
        problems.append(
            values.problem(
                "ethnic_group",
                "unknown_people",
                _("Không nhận ra dân tộc “%(text)s”. Hãy chọn lại trong danh mục.") % {"text": str(told)[:30]},
                "warning",
            )
        )


def _adults(fields: dict[str, Any], problems: list[dict[str, str]], cell: Any) -> None:
    adults: dict[str, str] = {}
    for relation in ("father", "mother", "carer"):
        if cell(relation) is not None and (name := values.name_of(cell(relation))):
            adults[relation] = name
    if cell("adults") is not None:
        parts = [values.name_of(part) for part in re.split(r"\s+[-–]\s+|[/;\n]", str(cell("adults")))]
        for relation, name in zip(("father", "mother"), [part for part in parts if part], strict=False):
            adults.setdefault(relation, name)
    if any(len(name) > values.NAME_LENGTH for name in adults.values()):
        problems.append(_too_long("guardians", _("Họ tên cha, mẹ"), "warning"))
    fields["adults"] = {relation: name[: values.NAME_LENGTH] for relation, name in adults.items()}
    fields["guardians"] = list(fields["adults"].values())


def _circumstances(
    fields: dict[str, Any], problems: list[dict[str, str]], told: Any, note: Any, lookups: Lookups
) -> None:
    """Codes from the list's words; what is not understood joins the note, what is sealed is kept nowhere."""
    codes, strange = values.circumstances_of(told, lookups.circumstances) if told is not None else ([], [])
    fields["circumstances"] = codes
    kept = [nfc(str(note))] if note is not None and not values.is_sealed(note) else []
    if strange:
        kept += strange
        problems.append(
            values.problem(
                "circumstances",
                "unknown_circumstance",
                _("Hoàn cảnh “%(text)s” chưa có trong danh mục nên chỉ được giữ ở ghi chú.")
                % {"text": "; ".join(strange)[:60]},
                "warning",
            )
        )
    if any(code.startswith("HC04") for code in codes):
        kept.append(nfc(str(told)))
        problems.append(
            values.problem(
                "circumstances",
                "needs_certificate",
                _("Khuyết tật cần số giấy xác nhận của xã nên chỉ được giữ ở ghi chú. Hãy thêm ở hồ sơ của trẻ."),
                "warning",
            )
        )
    sealed = [name for name, cell in (("circumstances", told), ("note", note)) if cell and values.is_sealed(cell)]
    if sealed:
        problems.append(
            values.problem(
                sealed[0],
                "sealed",
                _("Ô này nói đến hoàn cảnh được giữ kín nên không nhận từ danh sách. Hãy báo riêng người phụ trách."),
                "warning",
            )
        )
    fields["note"] = "; ".join(kept)[: values.NOTE_LENGTH]
