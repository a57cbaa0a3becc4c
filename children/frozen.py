"""Reading what was frozen on a submitted list: in words, for a paper, for a comparison."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.models import CircumstanceKind, EthnicGroup, PovertyCategory, Sex, Submission
from children.models.child import EndReason
from children.models.household import Relation
from lao_cai_support.web.text import sort_key

FIELDS: dict[str, Any] = {
    "full_name": gettext_lazy("Họ và tên"),
    "born": gettext_lazy("Ngày sinh"),
    "sex": gettext_lazy("Giới tính"),
    "ethnic_group": gettext_lazy("Dân tộc"),
    "village": gettext_lazy("Thôn, bản"),
    "circumstances": gettext_lazy("Hoàn cảnh"),
    "guardians": gettext_lazy("Cha, mẹ, người chăm sóc"),
    "poverty": gettext_lazy("Diện hộ"),
    "school": gettext_lazy("Trường"),
    "class_name": gettext_lazy("Lớp"),
}


@dataclass(frozen=True)
class Line:
    """One child of a list, in words."""

    code: str
    full_name: str
    born: str
    sex: str
    people: str
    village: str
    circumstances: tuple[str, ...]
    poverty: str
    adults: str
    group: str  # special, risk or poor: the group of the summary

    @property
    def village_key(self) -> str:
        return sort_key(self.village) if self.village else "~"

    @property
    def kinds(self) -> str:
        return ", ".join(self.circumstances)


class Words:
    """The official lists, read once, to say frozen values in words. Sealed groups are never said."""

    @cached_property
    def peoples(self) -> dict[str, str]:
        return {one.code: str(one) for one in EthnicGroup.objects.all()}

    @cached_property
    def circumstances(self) -> dict[str, str]:
        return {one.code: str(one) for one in CircumstanceKind.objects.filter(sealed=False)}

    @cached_property
    def poverty(self) -> dict[str, PovertyCategory]:
        return {one.code: one for one in PovertyCategory.objects.all()}

    def line(self, code: str, frozen: Mapping[str, Any]) -> Line:
        kinds = tuple(kind for kind in frozen.get("circumstances") or () if kind in self.circumstances)
        household = self.poverty.get(frozen.get("poverty") or "")
        return Line(
            code=code,
            full_name=frozen["full_name"],
            born=frozen["born"],
            sex=frozen["sex"],
            people=self.peoples.get(frozen.get("ethnic_group") or "", ""),
            village=frozen.get("village") or "",
            circumstances=kinds,
            poverty="" if household is None else "N" if household.poor else "CN" if household.near_poor else "",
            adults=self.say("guardians", frozen.get("guardians")),
            group="special"
            if any(kind.startswith("HC") for kind in kinds)
            else "risk"
            if kinds
            else "poor"
            if household is not None and household.poor
            else "other",
        )

    def say(self, field: str, value: Any) -> str:
        """A frozen value as a person reads it; nothing for nothing."""
        if not value:
            return ""
        if field == "sex":
            return str(dict(Sex.choices).get(value, value))
        if field == "ethnic_group":
            return self.peoples.get(value, value)
        if field == "circumstances":
            return "; ".join(self.circumstances[kind] for kind in value if kind in self.circumstances)
        if field == "guardians":
            relations = dict(Relation.choices)
            return "; ".join(f"{name} ({relations.get(relation, relation)})" for name, relation in value)
        if field == "poverty":
            return str(self.poverty[value]) if value in self.poverty else value
        return str(value)

    def summary(self, lines: Iterable[Line]) -> list[tuple[str, int, int, int]]:
        """(group, boys, girls, all) with the sum last; a child stands in one group only, the gravest."""
        names = {
            "special": _("Trẻ em có hoàn cảnh đặc biệt"),
            "risk": _("Trẻ em có nguy cơ"),
            "poor": _("Trẻ em nghèo khác"),
            "other": _("Trẻ em khác"),
        }
        found = {group: {"male": 0, "female": 0, "all": 0} for group in names}
        for line in lines:
            found[line.group]["all"] += 1
            if line.sex in ("male", "female"):
                found[line.group][line.sex] += 1
        rows = [(names[group], one["male"], one["female"], one["all"]) for group, one in found.items()]
        boys, girls, every = (sum(one[sex] for one in found.values()) for sex in ("male", "female", "all"))
        return [*rows, (_("Cộng"), boys, girls, every)]

    def used(self, lines: Iterable[Line]) -> list[tuple[str, str]]:
        """The kinds of circumstance that stand on the list, with their names."""
        kinds = sorted({kind for line in lines for kind in line.circumstances})
        return [(kind, self.circumstances[kind]) for kind in kinds]


@dataclass(frozen=True)
class Difference:
    """A child that joined, left or changed between two lists; ``changes`` are (field's name, before, after)."""

    kind: str
    code: str
    name: str
    born: str
    village: str
    why: str
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def word(self) -> str:
        return {"joined": _("Mới"), "left": _("Rời danh sách"), "changed": _("Thay đổi")}[self.kind]

    @property
    def said(self) -> str:
        return "; ".join(
            f"{name}: {before or _('trống')} → {after or _('trống')}" for name, before, after in self.changes
        )


_COMPARE = """
    SELECT c.code, c.state, c.end_reason, a.frozen::text, b.frozen::text
    FROM (SELECT child_id, frozen FROM children_submissionrow WHERE submission_id = %s) a
    FULL JOIN (SELECT child_id, frozen FROM children_submissionrow WHERE submission_id = %s) b USING (child_id)
    JOIN children_child c ON c.id = child_id
    WHERE a.frozen IS DISTINCT FROM b.frozen
    ORDER BY c.sort_key, c.id
"""


def differences(before: Submission, after: Submission) -> list[Difference]:
    """What changed from one list to the other: who joined, who left, whose fields differ. One query, and the lists
    of words. Fields that the older list did not hold are not compared."""
    import json

    words, reasons = Words(), dict(EndReason.choices)
    found: dict[str, list[Difference]] = {"joined": [], "left": [], "changed": []}
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, [before.pk, after.pk])
        rows = cursor.fetchall()
    for code, state, end_reason, old_text, new_text in rows:
        old, new = (json.loads(text) if text else None for text in (old_text, new_text))
        here: dict[str, Any] = new or old or {}
        changes: tuple[tuple[str, str, str], ...] = ()
        why = ""
        if old is None:
            kind = "joined"
        elif new is None:
            kind = "left"
            why = str(reasons.get(end_reason, "")) if state == "ended" else ""
        else:
            kind = "changed"
            pairs = (
                (str(label), words.say(field, old[field]), words.say(field, new[field]))
                for field, label in FIELDS.items()
                if field in old and field in new
            )
            changes = tuple(change for change in pairs if change[1] != change[2])
            if not changes:
                continue
        found[kind].append(
            Difference(kind, code, here["full_name"], here["born"], here.get("village") or "", why, changes)
        )
    return [*found["joined"], *found["left"], *found["changed"]]
