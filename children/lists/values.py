"""Single cells put right: names, dates, sexes, peoples, circumstances, marks."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from children.ages import is_child
from lao_cai_support.web.text import fold, name_case, nfc

NAME_LENGTH, CLASS_LENGTH, NOTE_LENGTH = 120, 20, 300

_PARTS = re.compile(
    r"^\s*(\d{1,2})\s*[-/. ,]\s*(\d{1,2})\s*[-/. ,]\s*(\d{2}|\d{4})(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\s*\.?\s*$"
)
_ISO = re.compile(r"^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$")
_WORDS = re.compile(r"^(?:sinh )?(?:ngay )?(\d{1,2}) thang (\d{1,2})(?: nam |[ /-])(\d{4})$")
_RUN = re.compile(r"^(\d{1,2})(\d{2})((?:19|20)\d{2})$")  # 05062014, or 5062014 where the sheet took the zero
_MONTH = re.compile(r"^\s*(\d{1,2})\s*[-/.]\s*(\d{4})\s*$")
_YEAR = re.compile(r"^\s*(\d{4})\s*$")
_EXCEL_DAY_0 = datetime.date(1899, 12, 30)


def problem(field: str, code: str, message: str, severity: str = "error") -> dict[str, str]:
    """One thing wrong with a cell: a sentence that says what to do."""
    return {"field": field, "code": code, "severity": severity, "message": message}


def told(trouble: dict[str, str]) -> str:
    """The problem's sentence with the cell it stands in: "Ô D12: …"."""
    cell = trouble.get("cell")
    return (
        _("Ô %(cell)s: %(sentence)s") % {"cell": cell, "sentence": trouble["message"]} if cell else trouble["message"]
    )


def name_of(cell: Any) -> str:
    """A person's name: composed, single spaces, capitals made proper, no numbering in front."""
    text = nfc(str(cell)) if cell is not None else ""
    return name_case(re.sub(r"^(?:[ .,;]*\d+[.)])+", "", text).strip(" .,;"))


def birth_of(cell: Any, today: datetime.date) -> tuple[datetime.date | None, int | None, dict[str, str] | None]:
    """(date, year, problem) of a birth cell; day before month; a bare year is a year.

    Who is 16 on ``today``, or not yet born, is no child for the list.
    """
    born: datetime.date | None = None
    year: int | None = None
    if isinstance(cell, datetime.datetime):
        born = cell.date()
    elif isinstance(cell, datetime.date):
        born = cell
    elif isinstance(cell, int | float) and not 1900 <= cell <= 2100 and cell < 1_000_000:
        born = _EXCEL_DAY_0 + datetime.timedelta(days=int(cell)) if 0 < cell < 80_000 else None
    else:
        text = str(cell)
        if match := _YEAR.match(text):
            year = int(match[1])
        elif match := _MONTH.match(text):
            year = int(match[2])
        elif match := _ISO.match(text):
            born = _date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _PARTS.match(text) or _RUN.match(text.strip()) or _WORDS.match(fold(text)):
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
    found = born.year if born else year or 0
    if (born or datetime.date(max(found, 1), 1, 1)) > today:
        sentence, code = _("Ngày sinh “%(text)s” ở sau hôm nay. Hãy kiểm tra lại ngày, tháng, năm."), "future_date"
    elif not is_child(born, found, today):
        sentence, code = (
            _("Ngày sinh “%(text)s” không phải của trẻ em dưới 16 tuổi. Hãy kiểm tra lại năm."),
            "not_a_child",
        )
    else:
        return born, found, None
    return None, None, problem("date_of_birth", code, sentence % {"text": str(cell)[:30]})


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


_NOT_POOR = ("khong", "thoat", "trung binh", "kha")


def poverty_of(poor: Any, near_poor: Any) -> str | None:
    """What the columns Hộ nghèo and Hộ cận nghèo say: words go before the column they stand in."""
    for cell, column in ((near_poor, "near_poor"), (poor, "poor")):
        text = fold(str(cell)) if is_mark(cell) else ""
        if not text or any(text.startswith((word, f"ho {word}")) for word in _NOT_POOR):
            continue
        if "ngheo" in text:
            return "near_poor" if "can ngheo" in text else "poor"
        return column
    return None


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


# Words of the sealed groups: such a text is not kept anywhere, not even as a note (domain/children 1.2).
_SEALED = re.compile(
    r"\b(?:hiv|aids|ma tuy|nghien hut|vi pham phap luat|giao duong|bao luc|bao hanh|boc lot|xam hai|hiep dam|mua ban)\b"
)


def is_sealed(text: Any) -> bool:
    """Whether a text speaks of what may stand only under a named grant."""
    return bool(_SEALED.search(fold(str(text))))


def circumstances_of(cell: Any, known: set[str]) -> tuple[list[str], list[str]]:
    """(codes, parts not understood) of a free text like "Mồ côi cha; hộ nghèo"; sealed parts are in neither."""
    codes: list[str] = []
    strange: list[str] = []
    text = re.sub(r"(?i)\b(cha|bố)\s*[,/&+]\s*(?=mẹ\b)", r"\1 ", nfc(str(cell).replace("\n", ";")))
    for part in re.split(r"[;,+/]| và (?!mẹ)", text):
        words = fold(part)
        if not words or words in {"x", "-"} or is_sealed(words):
            continue
        code = next((code for name, code in _CIRCUMSTANCES if name in words and code in known), None)
        if code is None:
            strange.append(part.strip())
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


def personal_id_doubt(digits: str, year: int | None, sex: str | None) -> dict[str, str] | None:
    """A warning when the number does not go with the child's sex and birth year (domain/children 3.2).

    The fourth digit is 2 for boys and 3 for girls born from 2000 on, the next two are the year's. Birth data may have
    been corrected after the number was given, so it is kept.
    """
    told = []
    if digits[3] not in "23" or (sex in ("male", "female") and digits[3] != ("2" if sex == "male" else "3")):
        told.append(_("giới tính"))
    if year and int(digits[4:6]) != year % 100:
        told.append(_("năm sinh"))
    if not told:
        return None
    sentence = _("Số định danh không khớp với %(what)s của trẻ. Hãy kiểm tra lại; số vẫn được giữ.")
    return problem("personal_id", "id_unlikely", sentence % {"what": ", ".join(told)}, "warning")


def village_of(cell: Any) -> str:
    """A village's name without "Thôn" before it, numbering or colons, in proper spelling."""
    text = re.sub(r"^\s*(?:[IVXLC]+|\d+|[a-zA-Z])\s*[.)/]\s*", "", nfc(str(cell)))
    text = re.sub(r"^(?:thôn|bản|tổ dân phố|tdp|xóm)\s+(?=\S)", _keep_ban, text, flags=re.IGNORECASE)
    return name_case(text.strip(" :.-"))


def _keep_ban(match: re.Match[str]) -> str:
    """ "Thôn" is dropped; "Bản" is often part of the name itself (Bản Phố), so it stays."""
    return match[0] if fold(match[0]).startswith("ban") else ""
