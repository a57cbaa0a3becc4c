"""Who is a child on a day (Luật Trẻ em Art. 1): before the 16th birthday. Leap-day birthdays fall on 1 March."""

import datetime

END_OF_CHILDHOOD = 16
OWN_ANSWER = 7  # from 7 full years on the child answers too (Luật Trẻ em Art. 6(11))


def born_after(day: datetime.date, age: int = END_OF_CHILDHOOD) -> datetime.date:
    """Whoever was born after the day given here is younger than ``age`` on ``day``; who was born on it turns it."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February, and the year of birth had none
        return datetime.date(day.year - age, 2, 28)


def birthday(born: datetime.date, age: int) -> datetime.date:
    """The day on which someone born then turns ``age``: who was born on 29 February turns it on 1 March
    of a year without one (Bộ luật Dân sự 2015 Art. 148: the last day of the year before is lived to its end)."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return datetime.date(born.year + age, 3, 1)


def is_child(born: datetime.date | None, year: int, day: datetime.date) -> bool:
    """Whether someone born then is a child on the day; with only the year known, until that year's end."""
    if born:
        return born_after(day) < born <= day
    return day.year - END_OF_CHILDHOOD <= year <= day.year
