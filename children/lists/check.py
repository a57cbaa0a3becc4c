"""What the register says to each cleaned row: new, update, possible duplicate, error, skipped."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from children.models import Child
from lao_cai_support.web.text import fold

SURE, LIKELY = 0.9, 0.6
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
    """The unit's children by folded name and by personal id; rows of the same file join as they are checked."""

    by_name: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, Known] = field(default_factory=dict)
    in_file: dict[tuple[Any, ...], int] = field(default_factory=dict)

    @classmethod
    def of_unit(cls, unit: Any) -> "Register":
        register = cls()
        guardians: dict[int, set[str]] = defaultdict(set)
        children = Child.objects.filter(unit=unit).on_register()
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
            if personal_id:
                register.by_id[personal_id] = known
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
    problems = [dict(problem) for problem in (row.problems if kept is None else kept)]
    if getattr(row, "skipped", "") or getattr(row, "status", "") == "skipped":
        return "skipped", problems, []
    fields = row.fields
    if any(problem.get("severity", "error") == "error" for problem in problems):
        return "error", problems, []
    if not fields.get("full_name") or not fields.get("birth_year"):
        problems.append(
            {"field": "full_name", "code": "missing", "severity": "error", "message": _("Thiếu họ tên hoặc năm sinh.")}
        )
        return "error", problems, []
    known = register.by_id.get(fields.get("personal_id") or "")
    if known:
        return "update", problems, [{"child": known.code, "score": 1.0}]
    name = fold(fields["full_name"])
    key = (
        name,
        fields.get("date_of_birth"),
        fields["birth_year"],
        tuple(sorted(fold(g) for g in fields.get("guardians", []))),
    )
    if register.in_file.setdefault(key, row.row) != row.row:
        problems.append(
            {
                "field": "full_name",
                "code": "repeated",
                "severity": "warning",
                "message": _("Trùng với dòng %(row)s của cùng tệp.") % {"row": register.in_file[key]},
            }
        )
        return "duplicate", problems, []
    matches = sorted(
        ({"child": other.code, "score": score(fields, other)} for other in register.by_name.get(name, [])),
        key=lambda match: (-match["score"], match["child"]),
    )
    matches = [match for match in matches if match["score"] >= LIKELY][:3]
    if matches and matches[0]["score"] >= SURE and (len(matches) == 1 or matches[1]["score"] < SURE):
        return "update", problems, matches
    if matches:
        problems.append(
            {
                "field": "full_name",
                "code": "possible_duplicate",
                "severity": "warning",
                "message": _("Có hồ sơ cùng tên trong xã (giống %(score)s %%). Hãy so rồi chọn cập nhật hay ghi mới.")
                % {"score": round(matches[0]["score"] * 100)},
            }
        )
        return "duplicate", problems, matches
    return "new", problems, []


def summary(statuses: Iterable[str]) -> dict[str, int]:
    """Counts of rows by status, with their total."""
    found = Counter(statuses)
    return {
        "rows": sum(found.values()),
        **{name: found[name] for name in ("new", "update", "duplicate", "error", "skipped")},
    }
