"""Sheet rows as cleaned rows: sections give the village, totals and signatures are skipped, the rest are children."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from children.lists import places, values
from children.lists.columns import SUB_HEADS, Header
from children.lists.layout import letter_of
from children.lists.places import Places
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
RAW_LENGTH = 300  # of a cell as the preview keeps it
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
    """The register's lists, as the cleaning needs them; without ``places`` every row is the list's own commune's."""

    today: datetime.date
    peoples: values.Peoples
    circumstances: set[str]
    places: Places | None = None


def clean_rows(sheet: Sheet, header: Header, lookups: Lookups) -> Iterator[CleanRow]:
    """The rows below the header, in order. After signatures begin, nothing is a child any more.

    A commune's name holds for the rows below it until the next one, as in merged cells and section rows.
    """
    village, commune, signed = "", "", False
    names = {name: column for column, name in header.columns.items()}
    communes = lookups.places
    for index in range(header.index + header.height, len(sheet.rows)):
        cells = sheet.rows[index]
        shown = [("" if cell is None else str(cell)).strip() for cell in cells]
        if not any(shown):
            continue
        raw = [text if len(text) <= RAW_LENGTH else text[:RAW_LENGTH] + "…" for text in shown]
        clean = CleanRow(sheet.name, index + sheet.first, raw)
        texts = [nfc(text) for text in shown if text]
        if signed or (_is_signature(texts) and not _has_birth(shown, names)):
            signed, clean.skipped = True, "signature"
        elif _TOTAL.match(fold(texts[0])):
            clean.skipped = "total"
        elif len(texts) == 1 and _SECTION.match(texts[0]):
            village, clean.skipped = values.village_of(_after_number(texts[0])), "section"
        elif len(texts) == 1 and communes and is_commune_section(texts[0], communes):
            village, commune, clean.skipped = "", places.section_name(texts[0]), "section"
        elif len(texts) == 1:
            clean.skipped = "title"
        elif _is_header_again(shown, header):
            clean.skipped = "header"
        else:
            commune = _text_at(shown, names.get("commune")) or commune
            if not (commune and communes) or _is_ours(clean, commune, shown, names, communes):
                _fill(clean, cells, names, village, lookups)
        _locate(clean, names)
        yield clean


def is_commune_section(text: str, communes: Places) -> bool:
    return places.is_section(text) and communes.knows(places.section_name(text))


def _text_at(shown: list[str], column: int | None) -> str:
    return nfc(shown[column]) if column is not None and column < len(shown) else ""


def _is_ours(clean: CleanRow, commune: str, shown: list[str], names: dict[str, int], communes: Places) -> bool:
    """Whether the row is of the list's commune; one of another is left out, one in doubt is asked about."""
    verdict, title = communes.verdict(commune, _text_at(shown, names.get("district")))
    if verdict == places.OWN:
        return True
    if verdict == places.OTHER:
        clean.skipped = "other_commune"
        sentence = _("Dòng này của %(other)s nên không lấy vào danh sách của %(own)s.")
        told = values.problem(
            "commune", "other_commune", sentence % {"other": title, "own": communes.own_title}, "info"
        )
    else:
        sentence = _("Chưa rõ “%(name)s” là xã nào. Hãy trả lời ở bước Nhận cột, hoặc sửa ô này.")
        told = values.problem("commune", "ambiguous_commune", sentence % {"name": title})
    clean.problems.append(told)
    return verdict == places.ASK


# The columns that a field is read from, the likeliest first: where a problem is shown.
_READ_FROM = {
    "date_of_birth": ("born", "born_male", "born_female"),
    "sex": ("sex", "born_female", "born_male"),
    "guardians": ("adults", "father", "mother", "carer"),
}


def _locate(clean: CleanRow, names: dict[str, int]) -> None:
    """Each problem says the cell it stands in, as the sheet shows it: D12."""
    for told in clean.problems:
        read_from = (told.pop("column"),) if "column" in told else _READ_FROM.get(told["field"], (told["field"],))
        columns = [names[name] for name in read_from if name in names]
        filled = [column for column in columns if column < len(clean.raw) and clean.raw[column]]
        for column in (filled or columns)[:1]:
            told["cell"] = f"{letter_of(column)}{clean.row}"
            if told["code"] == "sealed":
                clean.raw[column] = _("(nội dung được giữ kín)")


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
        if isinstance(value, str) and (not value.strip() or value.startswith("=")):
            return None
        return value

    fields, problems = clean.fields, clean.problems
    formulas = _formulas(cells, names)
    fields["full_name"] = values.name_of(cell("full_name"))
    if not fields["full_name"]:
        problems.append(
            values.problem("full_name", "missing", _("Dòng này thiếu họ tên. Hãy bổ sung, hoặc chọn không ghi."))
        )
    elif any(char.isdigit() for char in fields["full_name"]):
        problems.append(values.problem("full_name", "bad_name", _("Họ tên có chữ số. Hãy kiểm tra lại ô này.")))
    elif len(fields["full_name"]) > values.NAME_LENGTH:
        problems.append(_too_long("full_name", _("Họ tên")))
        fields["full_name"] = fields["full_name"][: values.NAME_LENGTH]
    _birth(fields, problems, cell, lookups.today)
    _sex(fields, problems, cell)
    _people(fields, problems, cell("ethnic_group"), lookups)
    own = cell("village")
    fields["village"] = values.village_of(own) if own is not None else village
    if len(fields["village"]) > values.NAME_LENGTH:
        problems.append(_too_long("village", _("Tên thôn, bản")))
        fields["village"] = fields["village"][: values.NAME_LENGTH]
    _adults(fields, problems, cell)
    _circumstances(fields, problems, cell("circumstances"), cell("note"), lookups)
    fields["poverty"] = values.poverty_of(cell("poor"), cell("near_poor"))
    fields["personal_id"] = None
    if cell("personal_id") is not None:
        fields["personal_id"], trouble = values.personal_id_of(cell("personal_id"))
        if fields["personal_id"]:
            trouble = values.personal_id_doubt(fields["personal_id"], fields["birth_year"], fields["sex"])
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
    if cell("code") is not None:
        fields["code"] = str(cell("code")).strip()[:16]
    if formulas:
        told = {problem["field"] for problem in formulas}
        clean.problems = formulas + [problem for problem in problems if problem["field"] not in told]


_FIELD_OF = {
    "born": "date_of_birth", "born_male": "date_of_birth", "born_female": "date_of_birth",
    "father": "guardians", "mother": "guardians", "carer": "guardians", "adults": "guardians",
}  # fmt: skip


def formula_sentence() -> str:
    return _("Ô này là công thức chưa có kết quả. Hãy ghi thẳng giá trị vào ô.")


def _formulas(cells: list[Any], names: dict[str, int]) -> list[dict[str, str]]:
    """Cells that hold a formula in the place of a value: nobody knows what they would show."""
    return [
        values.problem(_FIELD_OF.get(name, name), "formula", formula_sentence())
        for name, column in names.items()
        if name != "order" and column < len(cells) and isinstance(cells[column], str) and cells[column].startswith("=")
    ]


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
    for relation, name in adults.items():
        if len(name) > values.NAME_LENGTH:
            told = _too_long("guardians", _("Họ tên cha, mẹ"), "warning")
            problems.append(told | ({"column": relation} if cell(relation) is not None else {}))
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
    whole = "; ".join(kept)
    fields["note"] = whole[: values.NOTE_LENGTH]
    if len(whole) > values.NOTE_LENGTH:
        sentence = _("Ghi chú dài quá %(most)s ký tự nên chỉ giữ phần đầu.") % {"most": values.NOTE_LENGTH}
        problems.append(values.problem("note", "too_long", sentence, "warning"))


def clean_cells(cells: dict[str, Any], lookups: Lookups, *, sheet: str, row: int) -> CleanRow:
    """A row given field by field, as the entry grid and the round-trip workbook have it."""
    clean = CleanRow(sheet, row, [("" if cell is None else str(cell)).strip() for cell in cells.values()])
    _fill(clean, list(cells.values()), {name: column for column, name in enumerate(cells)}, "", lookups)
    return clean
