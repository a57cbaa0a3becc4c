"""How much each agreement says, in tenths of a bit: ten more make "one child" twice as likely against "two children".

After Fellegi and Sunter: what weighs is how often two files of one child agree so, against how often two files of
different children do. The second part is counted in the register itself (``rare``), so that an agreement on a rare name
weighs more than one on Giàng A Páo; the numbers below are the first part, judgements tried on the labelled register of
tests/factories/doubles.py (docs/duplicates.md says how well they do).
"""

# A pair is shown from this weight on, and called very like from the other one on.
SHOWN, STRONG = 15, 80

# In a register of a few children nothing looks rare: it is taken to have at least so many.
LEAST_REGISTER = 2_000

# Of the pairs of a register of N children about one in N · 2² is one child twice: what every pair has against it.
PRIOR = -20

# What is left of the rarity of the name (the commoner one of the two), by how they agree.
NAMES = {
    "same": -4,  # letter by letter
    "marks": -15,  # other or no tone marks: Sín, Sỉn, Sin
    "sound": -25,  # other letters for one sound: Giàng, Dàng; Mỷ, Mị
    "middle": -30,  # a middle word left out, or one that says nothing (A, Seo, Thị, Văn) exchanged
    "near": -45,  # one letter wrong in the family or the middle name
    "slip": -50,  # one letter wrong in the given name
    "letters": -60,  # other vowels: Hùng, Hưng
    "order": -30,  # the same words in another order
    "family": -90,  # the same given name under another family name
}

BIRTHS = {
    "same": -4,  # left of the rarity of the day
    "swapped": 75,  # day and month exchanged
    "digit": 45,  # one digit of the day or of the month is another
    "year": 55,  # the same day and month of the year before or after
    "year_far": 30,  # … of a year further off, as school files have it
    "year_only": 40,  # one side knows only the year, or writes 1 January, and it is the same year
    "year_only_near": -25,
    "month": 10,  # another day of the same month
    "differs_in_year": -25,
    "differs": -60,
}

MOTHERS = {"same": -4, "middle": -20, "near": -40}  # left of the rarity of her name
FATHERS = {"same": -35, "middle": -50, "near": -70}  # his family name is the child's, and was weighed with it
ADULT_LEVELS = tuple(MOTHERS)
FATHER_DIFFERS, MOTHER_DIFFERS = -60, -70
OTHER_RELATION = -20  # who is the mother here is the carer there: left of the rarity
ONE_HOUSEHOLD = 60  # where no adult is known on either side

VILLAGE, COMMUNE = 0.65, 0.45  # shares of the place's rarity: people of one place also share names
SAME_DISTRICT, FAR = -10, -40
SAME_SEX, OTHER_SEX = 9, -60
OTHER_PEOPLE = -25
OTHER_ID, NEAR_ID = -130, -20

# Children of one mother are brothers and sisters first. Where their given names differ they are two, also on one day
# (twins); where only the sound agrees and the births do not, as well.
SIBLINGS = -1000
SIBLINGS_ALIKE = -110
SLIPS_OF_BIRTH = ("swapped", "digit", "year")
SIBLINGS_SLIP = -40

# A given name that so many bear is a usual one; one that fewer than these bear may be none at all (Ltnh for Linh).
USUAL, NOBODYS = 20, 3


def rare(n: str, whole: str) -> str:
    """SQL: the rarity of what ``n`` of ``whole`` share, in tenths of a bit."""
    return f"(10 * ln(GREATEST({whole} / GREATEST({n}, 1), 1)) / ln(2))"


def _case(of: str, weights: dict[str, int]) -> str:
    whens = " ".join(f"WHEN '{level}' THEN {weight}" for level, weight in weights.items())
    return f"CASE {of} {whens} ELSE 0 END"


def _adult(who: str, levels: dict[str, int], differs: int) -> str:
    rarity = rare(f"{who}_n", "size.adults")
    return f"""CASE WHEN {who} IN {ADULT_LEVELS} THEN GREATEST({rarity} + {_case(who, levels)}, 5)
        WHEN {who} = 'differs' AND adult IS NULL THEN {differs} ELSE 0 END"""


# field → its weight, from the columns of dup_level (see levels.py) and the sizes of the register
WEIGHTS = {
    "name": f"{rare('name_n', 'size.children')} + {_case('name', NAMES)}",
    "born": f"""CASE born WHEN 'same' THEN {rare("born_n", "size.children")} + {BIRTHS["same"]}
        ELSE {_case("born", {level: weight for level, weight in BIRTHS.items() if level != "same"})} END""",
    "father": _adult("father", FATHERS, FATHER_DIFFERS),
    "mother": _adult("mother", MOTHERS, MOTHER_DIFFERS),
    "adult": f"""CASE adult WHEN 'other_relation' THEN GREATEST({rare("adult_n", "size.adults")} + {OTHER_RELATION}, 5)
        WHEN 'household' THEN {ONE_HOUSEHOLD} ELSE 0 END""",
    "place": f"""CASE place WHEN 'village' THEN {VILLAGE} * {rare("village_n", "size.children")}
        WHEN 'commune' THEN {COMMUNE} * {rare("unit_n", "size.children")}
        WHEN 'district' THEN {SAME_DISTRICT} ELSE {FAR} END""",
    "sex": _case("sex", {"same": SAME_SEX, "differs": OTHER_SEX}),
    "people": _case("people", {"differs": OTHER_PEOPLE}),
    "personal_id": _case("personal_id", {"near": NEAR_ID, "differs": OTHER_ID}),
    "kin": f"""CASE WHEN NOT kin THEN 0
        WHEN name IN ('slip', 'letters') AND NOT no_name AND born IN {SLIPS_OF_BIRTH} THEN {SIBLINGS_SLIP}
        WHEN name IN ('slip', 'letters') AND NOT no_name THEN {SIBLINGS}
        WHEN name = 'sound' AND born LIKE 'differs%%' THEN {SIBLINGS_ALIKE} ELSE 0 END""",
}

# Of these the evidence also says how many share the value.
_COUNTED = ("name", "born", "father", "mother", "adult")
_EVIDENCE = ", ".join(
    f"'{field}', jsonb_build_array({field}, w_{field}::int" + (f", {field}_n::int)" if field in _COUNTED else ")")
    for field in WEIGHTS
)
_COLUMNS = ", ".join(f"{sql} AS w_{field}" for field, sql in WEIGHTS.items())
_TOTAL = " + ".join(f"w_{field}" for field in WEIGHTS)

# Weighs dup_level into dup_scored; what weighs less than %(shown)s is left.
SCORED = f"""
CREATE TEMP TABLE dup_scored AS
SELECT a, b, total::int AS weight, jsonb_build_object({_EVIDENCE}) AS evidence
FROM (
    SELECT *, {PRIOR} - 10 * ln(children) / ln(2) + {_TOTAL} AS total
    FROM (SELECT dup_level.*, size.children, {_COLUMNS} FROM dup_level CROSS JOIN dup_size size) AS fields
) AS weighed
WHERE total >= %(shown)s;
"""  # noqa: S608 - our own words, no data


def chance(weight: int) -> int:
    """The weight (tenths of a bit) as a chance in per cent, never 0 and never 100."""
    return max(1, min(99, round(100 / (1 + 2 ** (-weight / 10)))))
