"""The problem as the file says it, checked: every fault is one line naming the path of the value."""

import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from donors.matching.memory import uncollected


class BadProblem(ValueError):
    """The problem makes no sense; the text names the path of the value."""


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    area: str
    unit_value: int
    sizes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Need:
    id: str
    place: str
    item: Item
    size: str
    quantity: int
    priority: int
    needed_by: datetime.date
    waiting_since: datetime.date
    sex: str | None
    age: int | None
    ethnic_group: str | None
    circumstances: frozenset[str]

    @property
    def value(self) -> int:
        return self.quantity * self.item.unit_value


@dataclass(frozen=True)
class Only:
    """An earmark: alternatives within a key, all keys must hold; empty means no restriction."""

    places: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    sexes: frozenset[str] = frozenset()
    ethnic_groups: frozenset[str] = frozenset()
    circumstances: frozenset[str] = frozenset()
    age_from: int | None = None
    age_to: int | None = None


@dataclass(frozen=True)
class Pledge:
    """``capacity`` is pieces for goods and đồng for money."""

    id: str
    goods: bool
    item: str | None
    sizes: frozenset[str]
    capacity: int
    available_from: datetime.date
    only: Only


@dataclass(frozen=True)
class Problem:
    date: datetime.date
    parents: dict[str, str | None]
    items: dict[str, Item]
    needs: dict[str, Need]
    pledges: dict[str, Pledge]
    locks: dict[tuple[str, str], int]
    forbidden_needs: frozenset[tuple[str, str]]
    forbidden_places: frozenset[tuple[str, str]]
    last_plan: dict[tuple[str, str], int]
    weights: dict[int, int]
    before_priority: bool
    seed: int
    sha256: str
    ancestors: dict[str, tuple[str, ...]] = field(default_factory=dict)


def fingerprint(document: dict[str, Any]) -> str:
    """The SHA-256 of the problem, whatever the order of its lists and keys.

    A list stands as the sorted SHA-256 of its rows, so that no second copy of a country's needs is made.
    """
    write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: ordered(part) if isinstance(part, dict | list) else part for key, part in value.items()}
        if isinstance(value, list):
            return sorted(map(ordered, value), key=write) if len(value) > 1 else [ordered(part) for part in value]
        return value

    def digest(value: Any) -> bytes:
        return hashlib.sha256(write(ordered(value)).encode(errors="surrogatepass")).digest()

    parts = {
        key: hashlib.sha256(b"".join(sorted(map(digest, value)))).hexdigest() if isinstance(value, list) else value
        for key, value in document.items()
    }
    return digest(parts).hex()


def _whole_text(text: str) -> bool:
    """Whether the text can be written down again: half a surrogate pair cannot."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


class _Reader:
    """Reads values by path; every wrong value is a BadProblem naming it."""

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, dict):
            raise BadProblem(f"{path or 'the document'}: must be an object")
        self.data, self.path = data, path

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value) or not _whole_text(value):
            raise BadProblem(f"{self._at(key)}: must be text")
        return value

    def text_or_none(self, key: str) -> str | None:
        return None if self.data.get(key) is None else self.text(key)

    def part(self, key: str) -> "_Reader":
        """The object at the key; one without entries where it is missing."""
        value = self.data.get(key)
        return _Reader({} if value is None else value, self._at(key))

    def whole(self, key: str, *, least: int = 0, default: int | None = None) -> int:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadProblem(f"{self._at(key)}: must be a whole number")
        if value < least:
            raise BadProblem(f"{self._at(key)}: must be {least} or more")
        return value

    def age(self, key: str) -> int | None:
        return None if self.data.get(key) is None else self.whole(key)

    def day(self, key: str, default: datetime.date | None = None) -> datetime.date:
        if default is not None and self.data.get(key) is None:
            return default
        try:
            return datetime.date.fromisoformat(self.text(key))
        except ValueError:
            raise BadProblem(f"{self._at(key)}: must be a day like 2024-11-15") from None

    def texts(self, key: str) -> frozenset[str]:
        value = self.data.get(key)
        value = [] if value is None else value
        if not isinstance(value, list) or not all(isinstance(part, str) and _whole_text(part) for part in value):
            raise BadProblem(f"{self._at(key)}: must be a list of texts")
        return frozenset(value)

    def listed(self, key: str) -> list[Any]:
        value = self.data.get(key)
        value = [] if value is None else value
        if not isinstance(value, list):
            raise BadProblem(f"{self._at(key)}: must be a list")
        return value

    def row(self, key: str, index: int) -> "_Reader":
        return _Reader(self.data[key][index], f"{self._at(key)}[{index}]")

    def rows(self, key: str) -> Iterator["_Reader"]:
        for index in range(len(self.listed(key))):
            yield self.row(key, index)


@uncollected()
def parse(document: Any) -> Problem:
    """The checked problem of a PROBLEM.json document. Raises BadProblem."""
    top = _Reader(document, "")
    if document.get("format") != 1 or isinstance(document["format"], bool):
        raise BadProblem("format: must be 1")
    today = top.day("date")
    parents = _places(top)
    items: dict[str, Item] = {}
    for row in top.rows("items"):
        code = row.text("code")
        if code in items:
            raise BadProblem(f"{row.path}.code: {code} stands twice")
        items[code] = Item(code, row.text("support_area"), row.whole("unit_value", least=1), row.texts("sizes"))
    needs = _needs(top, items, parents, today)
    pledges = _unique(top, "pledges", lambda row: _pledge(row, items, parents, today))
    policy = top.part("policy")
    fairness = policy.text("fairness", "after_priority")
    if fairness not in ("after_priority", "before_priority"):
        raise BadProblem("policy.fairness: must be after_priority or before_priority")
    forbids = list(top.rows("forbids"))
    problem = Problem(
        date=today,
        parents=parents,
        items=items,
        needs=needs,
        pledges=pledges,
        locks=_pairs(top, "locks", needs, pledges),
        forbidden_needs=frozenset(
            (_known(r, "pledge", pledges), _known(r, "need", needs)) for r in forbids if r.data.get("need") is not None
        ),
        forbidden_places=frozenset(
            (_known(r, "pledge", pledges), _known(r, "place", parents))
            for r in forbids
            if r.data.get("place") is not None or r.data.get("need") is None
        ),
        last_plan=_pairs(top, "last_plan", needs, pledges),
        weights=_weights(policy),
        before_priority=fairness == "before_priority",
        seed=policy.whole("seed", default=1),
        sha256=fingerprint(document),
        ancestors={place: tuple(_up(place, parents)) for place in parents},
    )
    _check_locks(problem)
    return problem


def _places(top: _Reader) -> dict[str, str | None]:
    parents: dict[str, str | None] = {}
    for row in top.rows("places"):
        parent = row.data.get("parent")
        if parent is not None and not isinstance(parent, str):
            raise BadProblem(f"{row.path}.parent: must be a place code or null")
        code = row.text("code")
        if code in parents:
            raise BadProblem(f"{row.path}.code: {code} stands twice")
        parents[code] = parent
    for index, (code, parent) in enumerate(parents.items()):
        if parent is not None and parent not in parents:
            raise BadProblem(f"places[{index}].parent: unknown place {parent}")
        seen, up = {code}, parent
        while up is not None:
            if up in seen:
                raise BadProblem(f"places[{index}].parent: the places go round in a circle")
            seen.add(up)
            up = parents.get(up)
    return parents


def _up(place: str, parents: dict[str, str | None]) -> list[str]:
    chain: list[str] = []
    here: str | None = place
    while here is not None:
        chain.append(here)
        here = parents[here]
    return chain


def _unique(top: _Reader, key: str, make: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in top.rows(key):
        made = make(row)
        if made.id in found:
            raise BadProblem(f"{row.path}.id: {made.id} stands twice")
        found[made.id] = made
    return found


def _known(row: _Reader, key: str, known: Any) -> str:
    value = row.text(key)
    if value not in known:
        raise BadProblem(f"{row.path}.{key}: unknown {key} {value}")
    return value


def _needs(top: _Reader, items: dict[str, Item], parents: dict[str, Any], today: datetime.date) -> dict[str, Need]:
    """The needs by id. Sound lines are taken quickly; one that is not is read again slowly, to say what is wrong."""
    quick = _Quick(items, parents, today)
    needs: dict[str, Need] = {}
    for index, line in enumerate(top.listed("needs")):
        need = quick.need(line) or _need(top.row("needs", index), items, parents, today)
        if need.id in needs:
            raise BadProblem(f"needs[{index}].id: {need.id} stands twice")
        needs[need.id] = need
    return needs


class _Quick:
    """Reads sound lines of needs; equal texts, days and sets of a country's needs become one object each."""

    def __init__(self, items: dict[str, Item], parents: dict[str, Any], today: datetime.date) -> None:
        self.items, self.today = items, today
        self.places = {code: code for code in parents}
        self.texts: dict[str, str] = {}
        self.days: dict[str, datetime.date] = {}
        self.sets: dict[tuple[str, ...], frozenset[str]] = {(): frozenset()}

    def need(self, line: Any) -> Need | None:
        """The need, or None where something about the line is not plain."""
        try:
            name, quantity, priority, age = line["id"], line["quantity"], line["priority"], line.get("age")
            size, sex, people = line.get("size", ""), line.get("sex"), line.get("ethnic_group")
            sound = (
                type(name) is str
                and name
                and name.isascii()
                and type(quantity) is int
                and quantity >= 1
                and type(priority) is int
                and priority >= 1
                and (age is None or (type(age) is int and age >= 0))
            )
            if not sound:
                return None
            return Need(
                name,
                self.places[line["place"]],
                self.items[line["item"]],
                "" if size == "" else self._text(size),
                quantity,
                priority,
                self._day(line.get("needed_by"), datetime.date.max),
                self._day(line.get("waiting_since"), self.today),
                None if sex is None else self._text(sex),
                age,
                None if people is None else self._text(people),
                self._set(line.get("circumstances")),
            )
        except (TypeError, KeyError, ValueError, AttributeError):
            return None

    def _text(self, value: Any) -> str:
        found = self.texts.get(value)
        if found is None:
            if type(value) is not str or not value or not value.isascii():
                raise TypeError
            found = self.texts[value] = value
        return found

    def _day(self, value: Any, default: datetime.date) -> datetime.date:
        if value is None:
            return default
        found = self.days.get(value)
        if found is None:
            found = self.days[value] = datetime.date.fromisoformat(value)
        return found

    def _set(self, value: Any) -> frozenset[str]:
        if not value:
            if value is None or value == []:
                return self.sets[()]
            raise TypeError
        if type(value) is not list:
            raise TypeError
        key = tuple(value)
        found = self.sets.get(key)
        if found is None:
            if not all(type(part) is str and part.isascii() for part in key):
                raise TypeError
            found = self.sets[key] = frozenset(key)
        return found


def _need(row: _Reader, items: dict[str, Item], parents: dict[str, Any], today: datetime.date) -> Need:
    return Need(
        id=row.text("id"),
        place=_known(row, "place", parents),
        item=items[_known(row, "item", items)],
        size=row.text("size", ""),
        quantity=row.whole("quantity", least=1),
        priority=row.whole("priority", least=1),
        needed_by=row.day("needed_by", datetime.date.max),
        waiting_since=row.day("waiting_since", today),
        sex=row.text_or_none("sex"),
        age=row.age("age"),
        ethnic_group=row.text_or_none("ethnic_group"),
        circumstances=row.texts("circumstances"),
    )


def _pledge(row: _Reader, items: dict[str, Item], parents: dict[str, Any], today: datetime.date) -> Pledge:
    form = row.text("form")
    if form not in ("goods", "money"):
        raise BadProblem(f"{row.path}.form: must be goods or money")
    told = row.part("only")
    only = Only(
        places=told.texts("places"),
        areas=told.texts("support_areas"),
        items=told.texts("items"),
        sexes=told.texts("sexes"),
        ethnic_groups=told.texts("ethnic_groups"),
        circumstances=told.texts("circumstances"),
        age_from=told.age("age_from"),
        age_to=told.age("age_to"),
    )
    for place in sorted(only.places):
        if place not in parents:
            raise BadProblem(f"{told.path}.places: unknown place {place}")
    for item in sorted(only.items):
        if item not in items:
            raise BadProblem(f"{told.path}.items: unknown item {item}")
    goods = form == "goods"
    return Pledge(
        id=row.text("id"),
        goods=goods,
        item=_known(row, "item", items) if goods else None,
        sizes=row.texts("sizes"),
        capacity=row.whole("quantity" if goods else "value"),
        available_from=row.day("available_from", today),
        only=only,
    )


def _pairs(top: _Reader, key: str, needs: dict[str, Need], pledges: dict[str, Pledge]) -> dict[tuple[str, str], int]:
    pairs: dict[tuple[str, str], int] = {}
    for row in top.rows(key):
        pair = _known(row, "pledge", pledges), _known(row, "need", needs)
        if pair in pairs:
            raise BadProblem(f"{row.path}: this pledge and need stand twice")
        pairs[pair] = row.whole("quantity", least=1)
    return pairs


def _weights(policy: _Reader) -> dict[int, int]:
    reader = policy.part("priority_weights")
    if not reader.data:
        return {1: 9, 2: 3, 3: 1}
    weights = {}
    for key in reader.data:
        if not re.fullmatch("[0-9]{1,9}", key):
            raise BadProblem(f"policy.priority_weights.{key}: must be a priority number")
        weights[int(key)] = reader.whole(key)
    return weights


def _check_locks(problem: Problem) -> None:
    used: dict[str, int] = {}
    met: dict[str, int] = {}
    for index, ((pledge, need), quantity) in enumerate(problem.locks.items()):
        here, there = problem.pledges[pledge], problem.needs[need]
        used[pledge] = used.get(pledge, 0) + (quantity if here.goods else quantity * there.item.unit_value)
        met[need] = met.get(need, 0) + quantity
        if used[pledge] > here.capacity:
            raise BadProblem(f"locks[{index}].quantity: beyond what pledge {pledge} holds")
        if met[need] > there.quantity:
            raise BadProblem(f"locks[{index}].quantity: beyond what need {need} asks")
