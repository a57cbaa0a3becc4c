"""Who is a child on a day (Luật Trẻ em Art. 1): before the 16th birthday."""

import datetime

END_OF_CHILDHOOD = 16


def born_after(day: datetime.date) -> datetime.date:
    """Whoever was born after the day given here is a child on ``day``; who was born on it turns 16."""
    try:
        return day.replace(year=day.year - END_OF_CHILDHOOD)
    except ValueError:  # 29 February, 16 years after a year that had none (2100)
        return datetime.date(day.year - END_OF_CHILDHOOD, 2, 28)


def is_child(born: datetime.date | None, year: int, day: datetime.date) -> bool:
    """Whether someone born then is a child on the day; with only the year known, until that year's end."""
    if born:
        return born_after(day) < born <= day
    return day.year - END_OF_CHILDHOOD <= year <= day.year
