"""What the register says to each cleaned row: new, update, possible duplicate, error, skipped."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from children.lists.values import problem
from children.models import Child
from lao_cai_support.web.text import fold

SURE, LIKELY = 0.9, 0.6
# Personal ids of rows with these problems stand in another file: they are seen and left out at commit.
ID_TAKEN = frozenset({"id_mismatch", "id_elsewhere", "repeated_id"})
_OF_THE_CHECK = ID_TAKEN | {"repeated", "repeated_match", "possible_duplicate", "incomplete", "code_mismatch"}
_WEIGHTS = {"name": 0.5, "date": 0.3, "year": 0.2, "guardian": 0.15, "village": 0.05}


@dataclass
class Known:
    """What is compared of a child already in the register."""

    code: str
    folded: str
    date_of_birth: str | None
    birth_year: int
    personal_id: str | None
    village: str
    guardians: set[str]


@dataclass
class Register:
    """The unit's children by folded name and by personal id; rows of the same file join as they are checked.

    ``foreign_ids`` are personal ids that stand in a file outside the unit's register: of another commune, or ended.
    """

    by_name: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, Known] = field(default_factory=dict)
    by_code: dict[str, Known] = field(default_factory=dict)
    foreign_ids: set[str] = field(default_factory=set)
    in_file: dict[tuple[Any, ...], tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def for_rows(
        cls, unit: Any, rows: Iterable[Any], in_file: dict[tuple[Any, ...], tuple[str, int]] | None = None
    ) -> "Register":
        """What the register knows about the names and personal ids of these rows, no more.

        ``in_file`` is what earlier rows of the same file have said; it grows as rows are checked.
        """
        fields = [row.fields for row in rows]
        names = {fold(told["full_name"]) for told in fields if told.get("full_name")}
        ids = {told["personal_id"] for told in fields if told.get("personal_id")}
        codes = {told["code"] for told in fields if told.get("code")}
        register = cls(in_file={} if in_file is None else in_file)
        guardians: dict[int, set[str]] = defaultdict(set)
        named = Q(folded__in=names) | Q(personal_id__in=ids) | Q(code__in=codes)
        children = Child.objects.filter(named, unit=unit).on_register()
        pairs = children.filter(household__guardians__isnull=False).values_list("pk", "household__guardians__folded")
        for pk, name in pairs:
            guardians[pk].add(name)
        for pk, code, folded, born, year, personal_id, village in children.values_list(
            "pk", "code", "folded", "date_of_birth", "birth_year", "personal_id", "village__folded"
        ):
            known = Known(
                code, folded, born.isoformat() if born else None, year, personal_id, village or "", guardians[pk]
            )
            register.by_name[folded].append(known)
            register.by_code[code] = known
            if personal_id:
                register.by_id[personal_id] = known
        held = Child.objects.filter(personal_id__in=ids).values_list("personal_id", flat=True)
        register.foreign_ids = {told for told in held if told} - register.by_id.keys()
        return register


def score(fields: dict[str, Any], known: Known) -> float:
    """How likely a row and a record are one child, 0 to 1; the same name is asked for before.

    Name 0.5; full birth date 0.3, or the same year while one side has only a year 0.2; an adult of the same name
    0.15; the village 0.05. Different full dates or years speak against it.
    """
    total = _WEIGHTS["name"]
    born, year = fields.get("date_of_birth"), fields.get("birth_year")
    if born and known.date_of_birth:
        total += _WEIGHTS["date"] if born == known.date_of_birth else -0.2
    elif year == known.birth_year:
        total += _WEIGHTS["year"]
    else:
        total -= 0.2
    if {fold(name) for name in fields.get("guardians", [])} & known.guardians:
        total += _WEIGHTS["guardian"]
    if fields.get("village") and fold(fields["village"]) == known.village:
        total += _WEIGHTS["village"]
    return round(max(total, 0.0), 2)


def check_row(
    row: Any, register: Register, kept: list[dict[str, Any]] | None = None
) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """Status, problems and matches of a cleaned row (``fields``, ``problems``, ``skipped``).

    ``kept`` are the problems still standing after a correction; None takes the row's own.
    """
    problems = [dict(told) for told in (row.problems if kept is None else kept) if told["code"] not in _OF_THE_CHECK]
    if getattr(row, "skipped", "") or getattr(row, "status", "") == "skipped":
        return "skipped", problems, []
    fields = row.fields
    if any(told.get("severity", "error") == "error" for told in problems):
        return "error", problems, []
    if not fields.get("full_name") or not fields.get("birth_year"):
        problems.append(problem("full_name", "incomplete", _("Thiếu họ tên hoặc năm sinh.")))
        return "error", problems, []
    repeated = _repeated(row, register)
    if repeated:
        return "duplicate", [*problems, repeated], []
    status, matches = _judge(fields, register, problems)
    if status == "update":
        # Two rows that the register takes for one child cannot both be written into its file.
        place = (row.sheet, row.row)
        other = register.in_file.setdefault(("match", matches[0]["child"]), place)
        if other != place:
            sentence = _("Dòng %(row)s (trang %(sheet)s) của tệp đã cập nhật cùng một hồ sơ.")
            told = sentence % {"row": other[1], "sheet": other[0]}
            return "duplicate", [*problems, problem("full_name", "repeated_match", told, "warning")], matches
    return status, problems, matches


def _judge(
    fields: dict[str, Any], register: Register, problems: list[dict[str, Any]]
) -> tuple[str, list[dict[str, Any]]]:
    """Status and matches of a row that is complete; what a person should see joins ``problems``."""
    known = register.by_code.get(fields.get("code") or "")
    if known:
        if _agree(fields, known):
            return "update", [{"child": known.code, "score": 1.0}]
        sentence = _("Mã hồ sơ ở dòng này là của một trẻ khác tên và khác ngày sinh. Hãy so rồi chọn.")
        problems.append(problem("code", "code_mismatch", sentence, "warning"))
        return "duplicate", [{"child": known.code, "score": LIKELY}]
    personal_id = fields.get("personal_id") or ""
    known = register.by_id.get(personal_id)
    if known and _agree(fields, known):
        return "update", [{"child": known.code, "score": 1.0}]
    if known:
        sentence = _(
            "Số định danh này trong sổ là của một trẻ khác tên và khác ngày sinh. "
            "Hãy so rồi chọn; nếu ghi thành trẻ mới, số được để trống."
        )
        problems.append(problem("personal_id", "id_mismatch", sentence, "warning"))
        return "duplicate", [{"child": known.code, "score": LIKELY}]
    matches = _alike(fields, register)
    if personal_id in register.foreign_ids:
        sentence = _(
            "Số định danh này đã có ở một hồ sơ ngoài sổ của xã. Hãy kiểm tra lại số; nếu vẫn ghi, số được để trống."
        )
        problems.append(problem("personal_id", "id_elsewhere", sentence, "warning"))
        return "duplicate", matches
    if matches and matches[0]["score"] >= SURE and (len(matches) == 1 or matches[1]["score"] < SURE):
        return "update", matches
    if matches:
        sentence = _("Có hồ sơ cùng tên trong xã (giống %(score)s %%). Hãy so rồi chọn cập nhật hay ghi mới.")
        sentence %= {"score": round(matches[0]["score"] * 100)}
        problems.append(problem("full_name", "possible_duplicate", sentence, "warning"))
        return "duplicate", matches
    return "new", []


def file_keys(fields: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What two rows of one file may not share: name, birth and adults, or a personal id."""
    keys: list[tuple[Any, ...]] = [
        (
            "child",
            fold(fields["full_name"]),
            fields.get("date_of_birth"),
            fields["birth_year"],
            tuple(sorted(fold(name) for name in fields.get("guardians", []))),
        )
    ]
    if fields.get("personal_id"):
        keys.append(("personal_id", fields["personal_id"]))
    return keys


def _repeated(row: Any, register: Register) -> dict[str, Any] | None:
    """The problem of a row that another row of the file has said already."""
    place = (row.sheet, row.row)
    for key in file_keys(row.fields):
        other = register.in_file.setdefault(key, place)
        if other == place:
            continue
        told = {"row": other[1], "sheet": other[0]}
        if key[0] == "child":
            sentence = _("Trùng với dòng %(row)s (trang %(sheet)s) của cùng tệp.")
            return problem("full_name", "repeated", sentence % told, "warning")
        sentence = _("Số định danh trùng với dòng %(row)s (trang %(sheet)s); nếu ghi thành trẻ mới, số được để trống.")
        return problem("personal_id", "repeated_id", sentence % told, "warning")
    return None


def _agree(fields: dict[str, Any], known: Known) -> bool:
    """Whether a row with the id of a known child also has its name or its full birth date."""
    same_day = bool(known.date_of_birth) and fields.get("date_of_birth") == known.date_of_birth
    return fold(fields["full_name"]) == known.folded or same_day


def _alike(fields: dict[str, Any], register: Register) -> list[dict[str, Any]]:
    """Up to three children of the same name that are likely the row's child, the likeliest first."""
    scored: list[dict[str, Any]] = [
        {"child": other.code, "score": score(fields, other)}
        for other in register.by_name.get(fold(fields["full_name"]), [])
    ]
    likely = (match for match in scored if match["score"] >= LIKELY)
    return sorted(likely, key=lambda match: (-match["score"], match["child"]))[:3]


def summary(statuses: Iterable[str]) -> dict[str, int]:
    """Counts of rows by status, with their total."""
    found = Counter(statuses)
    return {
        "rows": sum(found.values()),
        **{name: found[name] for name in ("new", "update", "duplicate", "error", "skipped")},
    }
