"""Two files side by side, in words: what a page shows of a pair and of a merge."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.duplicates.explanation import LABELS, Line
from children.duplicates.fields import GONE, KEPT, PARENTS, adults, assistance_words, home, own_fields, span_words
from children.duplicates.merge import BY_RULE, STAYS, name_of, relations
from children.models import CaseKind, Child, Merge, Need, ProtectionCase
from children.models.household import Relation


@dataclass(frozen=True)
class Row:
    """One line of the comparison; ``line`` is what the search said of the field, if it compared it."""

    label: Any
    kept: str
    gone: str
    line: Line | None = None

    @property
    def differs(self) -> bool:
        return bool(self.kept and self.gone and self.kept != self.gone)


_OF_FIELD = {
    "full_name": "name",
    "date_of_birth": "born",
    "sex": "sex",
    "ethnic_group": "people",
    "personal_id": "personal_id",
}


def rows(kept: Child, gone: Child, lines: Iterable[Line], user: Any) -> list[Row]:
    """What both files say, the compared fields first; sealed circumstances are not among it."""
    said = {line.field: line for line in lines}
    if not kept.personal_id and not gone.personal_id:
        said.pop("personal_id", None)
    own = {field.name: field for field in own_fields()}
    found = [
        Row(own[name].label, own[name].show(kept), own[name].show(gone), said.get(of))
        for name, of in _OF_FIELD.items()
        if name in own
    ]
    found.append(Row(LABELS["place"], home(kept), home(gone), said.get("place")))
    mine, theirs = _adults(kept), _adults(gone)
    found += [
        Row(Relation(who).label.capitalize(), mine.get(who, ""), theirs.get(who, ""), said.get(who)) for who in PARENTS
    ]
    if "others" in mine or "others" in theirs or "adult" in said:
        found.append(Row(LABELS["adult"], mine.get("others", ""), theirs.get("others", ""), said.get("adult")))
    rest = (
        [(field.label, field.show(kept), field.show(gone)) for name, field in own.items() if name not in _OF_FIELD]
        + [(_("Diện hộ"), _poverty(kept), _poverty(gone))]
        + [(_("Hoàn cảnh"), _circumstances(kept, user), _circumstances(gone, user))]
        + [(_("Trợ cấp hằng tháng"), assistance_words(kept), assistance_words(gone))]
        + [(_("Ghi chú"), kept.note, gone.note), (_("Trạng thái"), _state(kept), _state(gone))]
    )
    found += [Row(label, a, b) for label, a, b in rest if a or b]
    return found


def _adults(child: Child) -> dict[str, str]:
    named: dict[str, list[str]] = defaultdict(list)
    for adult in adults(child):
        named[adult.relation if adult.relation in PARENTS else "others"].append(adult.full_name)
    return {who: ", ".join(names) for who, names in named.items()}


def _poverty(child: Child) -> str:
    records = child.household.poverty.select_related("category").order_by("-year")[:3] if child.household else []
    return "; ".join(f"{record.year}: {record.category}" for record in records)


def _circumstances(child: Child, user: Any) -> str:
    spells = child.circumstances.unsealed_for(user).select_related("kind").order_by("-valid")
    return "; ".join(f"{spell.kind} ({span_words(spell.valid)})" for spell in spells)


def _state(child: Child) -> str:
    words = str(child.get_state_display())
    if child.ended_on:
        words += f", {child.ended_on:%d/%m/%Y}: {child.get_end_reason_display()}"
    return words


def belongings(child: Child) -> list[tuple[Any, int]]:
    """What hangs on the file besides its own fields and goes with it: (kind, how many)."""
    counts: dict[Any, int] = {}
    for model, field in relations():
        name = name_of(model, field)
        if name in BY_RULE or name in STAYS or model._meta.auto_created:
            continue
        rows = model._base_manager.filter(**{field.name: child})
        if any(column.name == "grant" for column in model._meta.concrete_fields):
            rows = rows.filter(grant__isnull=True)  # what hangs on a grant is sealed, and is not even counted
        if model is ProtectionCase:
            rows = rows.filter(kind=CaseKind.SUPPORT)  # that there is a protection case is itself a secret
        count = rows.count()
        if count:
            counts[model._meta.verbose_name] = counts.get(model._meta.verbose_name, 0) + count
    return list(counts.items())


def doubled_needs(*children: Child) -> list[tuple[Any, list[Need]]]:
    """Open needs of one item that stand twice for the child: the harm doubles do. (item, needs)"""
    live = Need.objects.filter(child__in=children, state__in=["open", "approved", "published"])
    by_item: dict[Any, list[Need]] = defaultdict(list)
    for need in live.select_related("item").order_by("pk"):
        by_item[need.item].append(need)
    return [(item, needs) for item, needs in by_item.items() if len(needs) > 1]


_CHOSEN = {
    "home": gettext_lazy("Nơi ở hiện nay"),
    "household": gettext_lazy("Hộ gia đình"),
    "assistance": gettext_lazy("Trợ cấp hằng tháng"),
}


def chosen_words(merge: Merge) -> list[tuple[Any, Any]]:
    """The choices of a merge in words: (field, whose value was taken). The values themselves stand in the files."""
    labels = {field.name: field.label for field in own_fields()} | _CHOSEN
    labels |= {str(who): Relation(who).label.capitalize() for who in PARENTS}
    sides = {GONE: _("theo hồ sơ đã gộp vào"), KEPT: _("theo hồ sơ được giữ")}
    return [(label, sides[merge.choices[key]]) for key, label in labels.items() if key in merge.choices]
