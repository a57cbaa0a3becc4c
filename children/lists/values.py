"""Single cells put right: names, dates, sexes, peoples, circumstances, marks."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.web.text import fold, name_case, nfc

_PARTS = re.compile(r"^\s*(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2}|\d{4})\s*$")
_ISO = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$")
_MONTH = re.compile(r"^\s*(\d{1,2})\s*[-/.]\s*(\d{4})\s*$")
_YEAR = re.compile(r"^\s*(\d{4})\s*$")
_EXCEL_DAY_0 = datetime.date(1899, 12, 30)


def problem(field: str, code: str, message: str, severity: str = "error") -> dict[str, str]:
    """One thing wrong with a cell: a sentence that says what to do."""
    return {"field": field, "code": code, "severity": severity, "message": message}


def name_of(cell: Any) -> str:
    """A person's name: composed, single spaces, capitals made proper, no numbering in front."""
    text = nfc(str(cell)) if cell is not None else ""
    return name_case(re.sub(r"^\d+[.)]\s*", "", text).strip(" .,;"))


def birth_of(cell: Any, today: datetime.date) -> tuple[datetime.date | None, int | None, dict[str, str] | None]:
    """(date, year, problem) of a birth cell; day before month; a bare year is a year.

    A child is not born after ``today`` and not more than 17 years before it.
    """
    born: datetime.date | None = None
    year: int | None = None
    if isinstance(cell, datetime.datetime):
        born = cell.date()
    elif isinstance(cell, datetime.date):
        born = cell
    elif isinstance(cell, int | float) and not 1900 <= cell <= 2100:
        born = _EXCEL_DAY_0 + datetime.timedelta(days=int(cell)) if 0 < cell < 80_000 else None
    else:
        text = str(cell)
        if match := _YEAR.match(text):
            year = int(match[1])
        elif match := _MONTH.match(text):
            year = int(match[2])
        elif match := _ISO.match(text):
            born = _date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _PARTS.match(text):
            full = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
            born = _date(full, int(match[2]), int(match[1]))
    if born is None and year is None:
        return (
            None,
            None,
            problem(
                "date_of_birth",
                "bad_date",
                _("Không đọc được ngày sinh “%(text)s”. Hãy ghi ngày/tháng/năm, ví dụ 05/06/2014.")
                % {"text": str(cell)[:30]},
            ),
        )
    found = born.year if born else year
    if (born and born > today) or not today.year - 17 <= (found or 0) <= today.year:
        return (
            None,
            None,
            problem(
                "date_of_birth",
                "not_a_child",
                _("Ngày sinh “%(text)s” không phải của trẻ em dưới 16 tuổi. Hãy kiểm tra lại năm.")
                % {"text": str(cell)[:30]},
            ),
        )
    return born, found, None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def sex_of(cell: Any) -> str | None:
    word = fold(str(cell or ""))
    if word in {"nam", "trai", "m", "male", "b"}:
        return "male"
    if word in {"nu", "gai", "f", "female", "g"}:
        return "female"
    return None


def is_mark(cell: Any) -> bool:
    """A tick: x, v, 1, có, nghèo … anything that is not no or nothing."""
    return fold(str(cell if cell is not None else "")) not in {"", "0", "-", "khong", "k"}


class Peoples:
    """Ethnic groups by name and other names; the codes of the two official lists disagree, so names go first."""

    def __init__(self, groups: Iterable[Any]) -> None:
        self.by_name: dict[str, str] = {}
        self.codes = set()
        for group in groups:
            self.codes.add(group.code)
            for name in (group.name_vi, *group.other_names):
                self.by_name.setdefault(_squeeze(name), group.code)
        for name, of in (("hmong", "mong"), ("meo", "mong"), ("man", "dao"), ("giay", "giay"), ("nhang", "giay")):
            if of in self.by_name:
                self.by_name.setdefault(name, self.by_name[of])

    def code_of(self, cell: Any) -> str | None:
        text = str(cell).strip()
        found = self.by_name.get(_squeeze(text)) or self.by_name.get(_squeeze(re.split(r"[(/,]", text)[0]))
        if found:
            return found
        return text.zfill(2) if text.isdigit() and text.zfill(2) in self.codes else None


def _squeeze(name: str) -> str:
    return re.sub(r"[^a-z]", "", fold(name))


# What lists write for the groups of the law; the longest words first. Sealed groups are never taken from a list.
_CIRCUMSTANCES: list[tuple[str, str]] = [
    ("mo coi ca cha va me", "HC01"),
    ("mo coi ca cha me", "HC01"),
    ("mo coi cha me", "HC01"),
    ("mo coi ca bo me", "HC01"),
    ("mo coi bo me", "HC01"),
    ("khong noi nuong tua", "HC03"),
    ("khuyet tat dac biet nang", "HC04.01"),
    ("khuyet tat nang", "HC04.02"),
    ("khuyet tat nhe", "HC04.03"),
    ("khuyet tat", "HC04"),
    ("tan tat", "HC04"),
    ("bi bo roi", "HC02"),
    ("bo hoc kiem song", "HC08"),
    ("benh hiem ngheo", "HC13"),
    ("mo coi cha", "NC06"),
    ("mo coi bo", "NC06"),
    ("mo coi me", "NC06"),
    ("mo coi", "NC06"),
    ("bo hoc", "NC08"),
    ("ly hon", "NC09"),
    ("di lam an xa", "NC09"),
    ("di tu", "NC10"),
    ("bo roi", "HC02"),
    ("can ngheo", "NC05"),
    ("ho ngheo", "NC04"),
    ("ngheo", "NC04"),
    ("tao hon", "NC11"),
    ("thien tai", "NC13"),
]


def circumstances_of(cell: Any, known: set[str]) -> tuple[list[str], bool]:
    """(codes, whether something was not understood) of a free text like "Mồ côi cha; hộ nghèo"."""
    codes, strange = [], False
    for part in re.split(r"[;,+/\n]| và (?!mẹ)", str(cell)):
        text = fold(part)
        if not text or text in {"x", "-"}:
            continue
        code = next((code for words, code in _CIRCUMSTANCES if words in text and code in known), None)
        if code is None:
            strange = True
        elif code not in codes:
            codes.append(code)
    return codes, strange


def personal_id_of(cell: Any) -> tuple[str | None, dict[str, str] | None]:
    """(12 digits, problem): a wrong length is left out with a warning, never a reason to refuse the child."""
    digits = re.sub(r"\D", "", str(cell))
    if len(digits) == 11:  # a spreadsheet took the leading zero
        digits = "0" + digits
    if len(digits) == 12:
        return digits, None
    return None, problem(
        "personal_id",
        "bad_personal_id",
        _("Số định danh phải có 12 chữ số nên được để trống. Hãy bổ sung sau."),
        "warning",
    )


def village_of(cell: Any) -> str:
    """A village's name without "Thôn" before it, numbering or colons, in proper spelling."""
    text = re.sub(r"^\s*(?:[IVXLC]+|\d+|[a-zA-Z])\s*[.)/]\s*", "", nfc(str(cell)))
    text = re.sub(r"^(?:thôn|bản|tổ dân phố|tdp|xóm)\s+(?=\S)", _keep_ban, text, flags=re.IGNORECASE)
    return name_case(text.strip(" :.-"))


def _keep_ban(match: re.Match[str]) -> str:
    """ "Thôn" is dropped; "Bản" is often part of the name itself (Bản Phố), so it stays."""
    return match[0] if fold(match[0]).startswith("ban") else ""
