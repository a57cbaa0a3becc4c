"""A labelled register: seeded people of the highlands, some of whom stand in it twice, with everyone who only looks so.

What is drawn: names of each people (reports/demo/data/names.csv), families with brothers and sisters, twins, cousins of
one name born in one year, births known by the year alone or written as 1 January. A second file of a child is written
"by another hand": other tone marks (Sín/Sỉn, Thào/Thảo), other letters for the same sound (Giàng/Dàng, Sùng/Xùng,
Mỷ/Mị, Hmông/Mông), no marks at all, a middle word left out, a slip; day and month exchanged, a digit wrong, another
year from the school's file, 1 January, the year alone; parents missing or only one of them, a father under his adult
name; another village or commune. How often each happens is a judgement: no count of real doubles was to be had.
"""

import datetime
import random
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from lao_cai_support.web.text import fold
from reports.demo import tables
from reports.demo.names import Names

DAY = datetime.date(2024, 11, 15)
DISTRICTS = ("080", "082", "083", "084", "085", "086", "087", "088", "089")

# One sound, two ways of writing it: letters at the beginning of a word, and y for i.
SOUNDS = (("Gi", "D"), ("D", "Gi"), ("X", "S"), ("S", "X"), ("Tr", "Ch"), ("Ch", "Tr"), ("M", "Hm"))
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
ADULT_NAMES = ("Chờ", "Nhà", "Sái", "Giống", "Vảng", "Dúng")
SLIPS = "abcdeghiklmnopqrstuvxy"


def _given(name: str) -> str:
    return fold(name).split()[-1]


def _vowels(word: str) -> str:
    """The word's letters without its tone: ùng and ưng differ, ào and áo do not."""
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", word) if c not in TONES[1:]))


def _sound(word: str) -> str:
    """How a given name sounds, marks left out: Sua and Xúa, Mỷ and Mị are one."""
    word = fold(word)
    for old, new in (("tr", "ch"), ("x", "s"), ("gi", "d"), ("hm", "m")):
        if word.startswith(old):
            word = new + word[len(old) :]
    return word[:-1] + "i" if word.endswith("y") and not word.endswith(("ay", "uy")) else word


def _letters_apart(one: str, other: str) -> int:
    """How many letters differ between two words, counting a missing one as one (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row, above = [i], row
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


@dataclass(frozen=True)
class Record:
    """One file of the register; ``person`` is who it is really about."""

    person: int
    full_name: str
    sex: str
    born: datetime.date | None
    year: int
    people: str
    district: int
    commune: int
    village: int | None
    adults: tuple[tuple[str, str], ...]
    personal_id: str | None = None
    family: int = 0  # files of one household
    kind: str = "one"  # one, twin, cousin, copy: what the drawing meant


@dataclass
class Register:
    records: list[Record] = field(default_factory=list)

    def truth(self) -> set[tuple[int, int]]:
        """Pairs of positions in ``records`` that are about one child."""
        by_person: dict[int, list[int]] = {}
        for place, record in enumerate(self.records):
            by_person.setdefault(record.person, []).append(place)
        return {pair for places in by_person.values() for pair in combinations(sorted(places), 2)}

    def twins(self) -> set[tuple[int, int]]:
        """Pairs that are twins: one household, one day, two children."""
        by_birth: dict[tuple[int, Any], list[int]] = {}
        for place, record in enumerate(self.records):
            if record.kind == "twin":
                by_birth.setdefault((record.family, record.born), []).append(place)
        return {pair for places in by_birth.values() for pair in combinations(sorted(places), 2)}


class Draw:
    """Draws a register of about ``size`` files with the given seed."""

    def __init__(self, seed: int, *, copies: float = 0.08, communes: int = 17, villages: int = 9) -> None:
        self.rng = random.Random(seed)
        self.names = Names(self.rng)
        self.table = tables.peoples()
        self.copies, self.communes, self.villages = copies, communes, villages
        self.person = self.household = 0

    def register(self, size: int) -> Register:
        made = Register()
        while len(made.records) < size:
            made.records += self._clan()
        for record in list(made.records):
            if self.rng.random() < self.copies:
                made.records.append(self._copy(record))
        order = list(made.records)
        self.rng.shuffle(order)
        return Register(order)

    # People

    def _clan(self) -> list[Record]:
        """One to three families of one village and one family name: brothers with their children."""
        rng = self.rng
        place = (rng.randrange(len(DISTRICTS)), rng.randrange(self.communes), rng.randrange(self.villages))
        people = tables.pick(rng, self.table, DISTRICTS[place[0]])
        family = self.names.family(people)
        clan: list[Record] = []
        for _ in range(rng.choice((1, 1, 2, 3))):
            clan += self._family(people, family, place, clan)
        return clan

    def _family(self, people: str, family: str, place: tuple[int, int, int], clan: list[Record]) -> list[Record]:
        rng = self.rng
        self.household += 1
        adults = (
            ("father", self.names.full(people, "male", family)),
            ("mother", self.names.full(people, "female")),
        )
        if rng.random() < 0.06:
            adults = adults[1:]
        children: list[Record] = []
        born = DAY - datetime.timedelta(days=rng.randint(200, 365 * 15 + 200))
        for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
            name, sex = self._name(people, family, children)
            child = self._child(name, sex, born, people, place, adults)
            if rng.random() < 0.015:
                child = replace(child, kind="twin")
                other, sex = self._name(people, family, [*children, child])
                if rng.random() < 0.4:
                    other, sex = self._rhyme(people, child) or other, child.sex
                twin = self._child(other, sex, born, people, place, adults)
                # Twins stand on one certificate: their birth is written alike.
                children += [child, replace(twin, born=child.born, year=child.year, kind="twin")]
            else:
                children.append(child)
            born += datetime.timedelta(days=rng.randint(330, 1500))
            if born > DAY:
                break
        if clan and rng.random() < 0.12 and children[-1].kind == "one":
            other = rng.choice(clan)
            if _given(other.full_name) not in {_given(child.full_name) for child in children[:-1]}:
                children[-1] = self._cousin(children[-1], other)
        return children

    def _name(self, people: str, family: str, siblings: list[Record]) -> tuple[str, str]:
        """A name whose given name no brother or sister has."""
        taken = {_given(child.full_name) for child in siblings}
        while True:
            sex = self.rng.choice(("male", "female"))
            name = self.names.full(people, sex, family)
            if _given(name) not in taken:
                return name, sex

    def _rhyme(self, people: str, twin: Record) -> str | None:
        """A twin's name one letter away from the first one's, where the people have one: Páo and Sáo, Hùng and Hưng."""
        letter = "M" if twin.sex == "male" else "F"
        pool = sorted({*self.names.parts[people, "given", letter], *self.names.parts["01", "given", letter]})
        head, _, given = twin.full_name.rpartition(" ")
        near = [name for name in pool if name != given and _letters_apart(fold(name), fold(given)) <= 1]
        # Parents do not call both by one name in two tones or two spellings.
        near = [name for name in near if _sound(name) != _sound(given) or _vowels(name) != _vowels(given)]
        near = [name for name in near if _sound(name) != _sound(given) or fold(name) == fold(given)]
        return f"{head} {self.rng.choice(near)}" if near else None

    def _child(
        self, name: str, sex: str, born: datetime.date, people: str, place: tuple[int, int, int], adults: Any
    ) -> Record:
        rng = self.rng
        self.person += 1
        shown: datetime.date | None = born
        lot = rng.random()
        if lot < 0.05:
            shown = None
        elif lot < 0.12:
            shown = datetime.date(born.year, 1, 1)
        personal_id = None
        if rng.random() < 0.4:
            personal_id = f"010{'2' if sex == 'male' else '3'}{born.year % 100:02d}{self.person % 1_000_000:06d}"
        return Record(
            self.person, name, sex, shown, born.year, people, *place, adults, personal_id, family=self.household
        )

    def _cousin(self, child: Record, other: Record) -> Record:
        """Another family's child who got the same name in the same year."""
        born = other.born
        if born and (born.day, born.month) != (1, 1):
            born = min(datetime.date(born.year, self.rng.randint(1, 12), self.rng.randint(2, 28)), DAY)
        return replace(
            child,
            full_name=other.full_name,
            sex=other.sex,
            born=born,
            year=other.year,
            personal_id=None,
            kind="cousin",
        )

    # The second file

    def _copy(self, record: Record) -> Record:
        """The same child by another hand."""
        born, year = self._birth(record)
        district, commune, village = self._place(record)
        self.household += 1
        return replace(
            record,
            full_name=self.written(record.full_name),
            born=born,
            year=year,
            sex="unknown" if self.rng.random() < 0.03 else record.sex,
            district=district,
            commune=commune,
            village=village,
            adults=self._adults(record.adults),
            personal_id=None,
            family=self.household,
            kind="copy",
        )

    def written(self, name: str) -> str:
        rng = self.rng
        lot = rng.random()
        words = name.split(" ")
        at = rng.choice([0, len(words) - 1])
        if lot < 0.45:
            return name
        if lot < 0.63:
            words[at] = self._toned(words[at])
        elif lot < 0.78:
            words[at] = self._sounded(words[at])
        elif lot < 0.86:
            return fold(name).title()
        elif lot < 0.94 and len(words) > 2:
            filler = words[1] in ("A", "Thị", "Văn", "Seo")
            words[1:2] = [rng.choice(("A", "Seo"))] if words[1] in ("A", "Seo") and rng.random() < 0.4 else []
            if not filler:
                words = name.split(" ")
        elif len(words[at]) > 3:
            spot = rng.randrange(1, len(words[at]))
            words[at] = words[at][:spot] + rng.choice(SLIPS) + words[at][spot + 1 :]
        return " ".join(words)

    def _toned(self, word: str) -> str:
        """The word with another tone on its marked or first vowel."""
        parts = [char for char in unicodedata.normalize("NFD", word) if char not in TONES[1:]]
        for place, char in enumerate(parts):
            if char.lower() in "aeiouy":
                end = place + 1
                while end < len(parts) and unicodedata.combining(parts[end]):
                    end += 1
                parts.insert(end, self.rng.choice(TONES))
                break
        return unicodedata.normalize("NFC", "".join(parts))

    def _sounded(self, word: str) -> str:
        fitting = [pair for pair in SOUNDS if word.startswith(pair[0]) and word[len(pair[0]) :][:1].islower()]
        if fitting:
            old, new = self.rng.choice(fitting)
            if old == "D" and word[1:2] in "iy":
                new = "D"
            return new + word[len(old) :]
        for old, new in (("ỷ", "ị"), ("ý", "í"), ("y", "i"), ("ị", "ỵ")):
            if word.endswith(old) and not word.endswith(("ay", "ây", "uy")):
                return word[: -len(old)] + new
        return self._toned(word)

    def _birth(self, record: Record) -> tuple[datetime.date | None, int]:
        rng, born = self.rng, record.born
        lot = rng.random()
        if born is None or (born.day, born.month) == (1, 1):
            # One hand knew only the year; the other knows the day, or not either.
            if lot < 0.5:
                return born, record.year
            return (
                datetime.date(record.year, rng.randint(1, 12), rng.randint(1, 28)) if lot < 0.8 else None
            ), record.year
        if lot < 0.62:
            return born, record.year
        if lot < 0.71 and born.day <= 12 and born.day != born.month:
            return datetime.date(born.year, born.day, born.month), born.year
        if lot < 0.79:
            day = born.day % 10 + 10 * rng.randint(0, 2) or 10
            return datetime.date(born.year, born.month, min(day, 28)), born.year
        if lot < 0.87:
            year = born.year + rng.choice((-3, -2, -1, -1, 1, 1, 2))
            year = max(2009, min(year, 2024))
            return min(datetime.date(year, born.month, min(born.day, 28)), DAY), min(year, 2024)
        if lot < 0.94:
            return None, born.year
        return datetime.date(born.year, 1, 1), born.year

    def _place(self, record: Record) -> tuple[int, int, int | None]:
        lot = self.rng.random()
        if lot < 0.75:
            return record.district, record.commune, record.village
        if lot < 0.83:
            return record.district, record.commune, None
        if lot < 0.89:
            return record.district, record.commune, self.rng.randrange(self.villages)
        district = record.district if lot < 0.96 else self.rng.randrange(len(DISTRICTS))
        return district, self.rng.randrange(self.communes), self.rng.randrange(self.villages)

    def _adults(self, adults: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        rng = self.rng
        lot = rng.random()
        if lot < 0.12:
            return ()
        if lot < 0.30:
            kept = [rng.choice(adults)]
            if rng.random() < 0.3:
                kept = [("carer", kept[0][1])]
        else:
            kept = list(adults)
        written = []
        for relation, name in kept:
            words = name.split(" ")
            if relation == "father" and len(words) == 3 and words[1] in ("A", "Seo") and rng.random() < 0.12:
                name = f"{words[0]} {rng.choice(ADULT_NAMES)} {words[2]}"
            elif rng.random() < 0.3:
                name = self.written(name)
            written.append((relation, name))
        return tuple(written)


def load(register: Register) -> list[int]:
    """Write the register into the database, with places of its own below a province; gives the children's keys in order.

    Needs the official list of peoples. The kinds are in ``DISTRICTS`` by number, villages are made as they are met.
    """
    from children.models import Child, Guardian, Household
    from lao_cai_support.areas.models import AdministrativeUnit, Village
    from lao_cai_support.web.text import name_key, sort_key
    from tests.factories.areas import UnitFactory

    province = AdministrativeUnit.objects.filter(level="province").first() or UnitFactory(
        code="10", level="province", kind="tỉnh", name="Lào Cai"
    )
    districts: dict[int, Any] = {}
    communes: dict[tuple[int, int], Any] = {}
    places: dict[tuple[int, int, int], Village] = {}
    for record in register.records:
        if record.district not in districts:
            code = f"9{DISTRICTS[record.district][1:]}"
            districts[record.district] = UnitFactory(
                code=code, level="district", kind="huyện", name=f"Huyện {code}", parent=province
            )
        spot = (record.district, record.commune)
        if spot not in communes:
            communes[spot] = UnitFactory(
                code=f"9{record.district}{record.commune:03d}", parent=districts[record.district]
            )
        if record.village is not None and (*spot, record.village) not in places:
            name = f"Bản {record.village + 1}"
            places[*spot, record.village] = Village(
                unit=communes[spot], name=name, folded=fold(name), sort_key=sort_key(name)
            )
    Village.objects.bulk_create(places.values(), batch_size=2000)
    households: dict[int, Household] = {}
    for record in register.records:
        if record.family not in households:
            households[record.family] = Household(unit=communes[record.district, record.commune])
    Household.objects.bulk_create(households.values(), batch_size=2000)
    written: set[int] = set()
    guardians: list[Guardian] = []
    children: list[Child] = []
    for record in register.records:
        household = households[record.family]
        if record.family not in written:
            written.add(record.family)
            guardians += [Guardian(household=household, relation=r, full_name=name) for r, name in record.adults]
        spot = (record.district, record.commune)
        children.append(
            Child(
                full_name=record.full_name,
                sort_key=name_key(record.full_name),
                sex=record.sex,
                date_of_birth=record.born,
                birth_year=record.year,
                personal_id=record.personal_id,
                ethnic_group_id=record.people,
                unit=communes[spot],
                village=places.get((*spot, record.village)) if record.village is not None else None,
                household=household,
                state="active",
                created_on=DAY,
                updated_on=DAY,
            )
        )
    Guardian.objects.bulk_create(guardians, batch_size=5000)
    Child.objects.bulk_create(children, batch_size=5000)
    return [child.pk for child in children]
