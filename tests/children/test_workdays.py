"""Working days: weekends, Tết and the other public holidays, days worked instead, years nobody has written down."""

import datetime

import pytest

from children.casework.workdays import after_working_days, calendar, is_working_day, known_years

D = datetime.date


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (D(2024, 11, 15), 5, D(2024, 11, 22)),  # a Friday: over one weekend
        (D(2024, 11, 16), 2, D(2024, 11, 19)),  # a Saturday
        (D(2024, 2, 6), 5, D(2024, 2, 20)),  # over Tết of Giáp Thìn
        (D(2024, 8, 29), 2, D(2024, 9, 4)),  # over National Day and the day added to it
        (D(2024, 4, 26), 5, D(2024, 5, 7)),  # 29 April exchanged for Saturday 4 May
        (D(2025, 4, 4), 2, D(2025, 4, 9)),  # Hùng Kings' day on a Monday
    ],
)
def test_terms_end_on_a_working_day(start, count, last):
    assert after_working_days(start, count) == last


def test_a_year_without_holidays_written_down_is_unknown():
    unknown = max(known_years()) + 1
    assert is_working_day(D(unknown, 6, 3)) is None
    assert after_working_days(D(unknown - 1, 12, 30), 5) is None
    assert after_working_days(D(unknown - 1, 12, 1), 5) is not None


def test_every_known_year_has_all_the_holidays_of_the_labour_code():
    """At least ten weekdays off or made good: fewer only when they fall on weekends without a day instead."""
    for year in known_years():
        off = [day for day, worked in calendar().items() if day.year == year and not worked]
        assert all(day.weekday() < 5 for day in off)
        assert 10 <= len(off) <= 14, (year, len(off))
    assert all(day.weekday() == 5 for day, worked in calendar().items() if worked)
