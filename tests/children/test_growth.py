"""Growth: z-scores equal the WHO's published tables and its worked survey, classes and sizes follow from them."""

import csv
import datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from children.growth import (
    at_sd,
    derived_sizes,
    growth_of,
    height_later,
    lms_at,
    sml_of,
    z_score,
)
from children.services.health import fitting_sizes
from tests.factories.files import MeasurementFactory

D = datetime.date
SAMPLES = Path(__file__).parent / "samples"
BORN = D(2020, 1, 1)


def rows(name):
    with (SAMPLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def aged(days):
    return BORN + datetime.timedelta(days=days)


def test_every_published_sd_of_2006_is_met():
    """The SD columns of the WHO's expanded tables (length, weight, weight for length), every sixtieth day."""
    seen = 0
    for row in rows("who_2006_sd.csv"):
        lms = lms_at(row["table"], row["sex"], float(row["x"]), step=0.1 if row["table"] in ("wfl", "wfh") else 1)
        for sd, name in enumerate(("sd3neg", "sd2neg", "sd1neg", "sd0", "sd1", "sd2", "sd3"), start=-3):
            assert at_sd(lms, sd) == pytest.approx(float(row[name]), abs=0.0015), (row, name)
            assert z_score(float(row[name]), lms, adjusted=row["table"] != "lhfa") == pytest.approx(sd, abs=0.011)
            seen += 1
    assert seen > 1000


@pytest.mark.parametrize(
    ("table", "sex", "month", "told"),
    [
        ("hfa07", "male", 61, [96.5, 101.1, 105.7, 110.3, 114.9, 119.4, 124.0]),
        ("hfa07", "female", 61, [95.3, 100.1, 104.8, 109.6, 114.4, 119.1, 123.9]),
        ("bfa07", "male", 61, [12.1, 13.0, 14.1, 15.3, 16.6, 18.3, 20.2]),
        ("bfa07", "female", 61, [11.8, 12.7, 13.9, 15.2, 16.9, 18.9, 21.3]),
    ],
)
def test_the_published_sd_of_2007_are_met(table, sex, month, told):
    lms = lms_at(table, sex, month)
    assert [round(at_sd(lms, sd), 1) for sd in range(-3, 4)] == told


def test_the_worked_survey_of_2007_is_met():
    """Children of the WHO's own example survey, with the scores that the WHO gives for them."""
    survey = rows("who_2007_survey.csv")
    assert len(survey) > 100
    for row in survey:
        months, weight, height = float(row["age_months"]), float(row["weight_kg"]), float(row["height_cm"])
        for table, measure, told, adjusted, last in (
            ("hfa07", height, row["hfa"], False, 228),
            ("wfa07", weight, row["wfa"], True, 120),
            ("bfa07", weight / (height / 100) ** 2, row["bfa"], True, 228),
        ):
            if told and months <= last:
                lms = lms_at(table, row["sex"], months)
                assert z_score(measure, lms, adjusted=adjusted) == pytest.approx(float(told), abs=0.0051), row


@pytest.mark.parametrize(
    ("sex", "days", "weight_g", "height_mm", "position", "kind", "told"),
    [
        ("female", 1522, 17_000, None, "", "weight", 0.24),
        ("female", 731, None, 775, "", "height", -2.55),  # 24 months: height
        ("male", 274, None, 600, "standing", "height", -5.02),  # under two years standing: 0.7 cm more
        ("male", 44, None, 500, "", "height", -3.29),
    ],
)
def test_worked_examples_of_2006(sex, days, weight_g, height_mm, position, kind, told):
    found = growth_of(sex=sex, born=BORN, on=aged(days), weight_g=weight_g, height_mm=height_mm, position=position).z(
        kind
    )
    assert found == pytest.approx(told, abs=0.0101)


def test_lying_and_standing_are_seven_millimetres_apart():
    def z(days, height_mm, position):
        return growth_of(sex="male", born=BORN, on=aged(days), height_mm=height_mm, position=position).z("height")

    assert z(730, 800, "standing") == z(730, 807, "lying") == z(730, 807, "")
    assert z(731, 807, "lying") == z(731, 800, "standing") == z(731, 800, "")


def test_sixty_months_is_where_the_reference_begins():
    """1826 days are 59.99 months: still the standards of 2006, with weight for height; the next day BMI for age."""
    kinds = [
        [
            score.kind
            for score in growth_of(sex="male", born=BORN, on=aged(days), weight_g=18_000, height_mm=1090).scores
        ]
        for days in (1826, 1827)
    ]
    assert kinds == [["height", "weight", "wasting", "bmi_young"], ["height", "weight", "bmi"]]


def test_months_between_two_rows_are_on_the_straight_line():
    before, after = lms_at("bfa07", "female", 100), lms_at("bfa07", "female", 101)
    assert lms_at("bfa07", "female", 100.25)[1] == pytest.approx(before[1] + 0.25 * (after[1] - before[1]))


@pytest.mark.parametrize(
    ("weight_g", "height_mm", "classes"),
    [
        (18_000, 1090, []),
        (14_000, 1090, ["underweight", "severe_wasted"]),
        (13_500, 980, ["stunted", "underweight"]),
        (11_500, 930, ["severe_stunted", "severe_underweight", "wasted"]),
        (25_000, 1090, ["obese"]),
    ],
)
def test_classes_of_a_boy_of_five(weight_g, height_mm, classes):
    found = growth_of(sex="male", born=BORN, on=aged(1820), weight_g=weight_g, height_mm=height_mm)
    assert found.classes == classes
    assert found.undernourished is bool(classes and classes != ["obese"])


def test_a_slip_of_the_pen_is_flagged_and_classifies_nothing():
    found = growth_of(sex="male", born=BORN, on=aged(1820), weight_g=1_800, height_mm=1090)
    assert found.implausible and found.classes == []
    assert not growth_of(sex="male", born=BORN, on=aged(1820), weight_g=18_000, height_mm=1090).implausible


@pytest.mark.parametrize(("sex", "born", "on"), [("unknown", BORN, D(2024, 1, 1)), ("male", None, D(2024, 1, 1))])
def test_without_sex_or_day_of_birth_it_says_why(sex, born, on):
    found = growth_of(sex=sex, born=born, on=on, weight_g=15_000)
    assert found.missing and not found.scores and found.classes == []


def test_over_ten_years_weight_alone_says_nothing():
    on = D(2024, 11, 15)
    assert growth_of(sex="male", born=D(2012, 1, 1), on=on, weight_g=30_000).scores == []
    both = growth_of(sex="male", born=D(2012, 1, 1), on=on, weight_g=30_000, height_mm=1400)
    assert [score.kind for score in both.scores] == ["height", "bmi"]


def test_sizes_follow_the_height():
    assert derived_sizes(1121) == {"cloth": "120", "shoe": "28"}
    assert derived_sizes(1200) == {"cloth": "120", "shoe": "30"}
    assert derived_sizes(600)["cloth"] == "80" and derived_sizes(1900)["cloth"] == "170"
    assert [sml_of(years) for years in (4, 5, 10, 11)] == ["S", "M", "M", "L"]


def test_the_height_of_last_year_grows_along_its_own_line():
    told = {"sex": "male", "born": D(2016, 5, 20), "on": D(2023, 11, 15), "height_mm": 1180}
    later = height_later(**told, later=D(2024, 11, 15))
    assert 1220 <= later <= 1240
    assert growth_of(sex="male", born=D(2016, 5, 20), on=D(2024, 11, 15), height_mm=later).z("height") == pytest.approx(
        growth_of(sex="male", born=D(2016, 5, 20), on=D(2023, 11, 15), height_mm=1180).z("height"), abs=0.02
    )
    assert height_later(**told | {"born": None}, later=D(2024, 11, 15)) == 1180


# In a child's file


def test_the_file_shows_scores_classes_and_sizes_to_try(child, commune_officer, client_of):
    type(child).objects.filter(pk=child.pk).update(sex="female")
    child.refresh_from_db()
    row = MeasurementFactory(
        child=child, on=D(2024, 3, 1), weight_g=15_000, height_mm=1_050, cloth_size="", shoe_size="", nutrition=""
    )
    assert row.growth.classes == ["severe_stunted", "severe_underweight"]
    body = client_of(commune_officer).get(reverse("children:child_detail", args=[child.code])).content.decode()
    assert row.growth.words in body and "chiều cao theo tuổi −" in body
    assert "Ước theo chiều cao hôm nay: áo 110, giày" in body


def test_measured_sizes_win_over_derived_ones_and_lapse(child):
    MeasurementFactory(child=child, on=D(2024, 9, 1), height_mm=1_150, cloth_size="130", shoe_size="", nutrition="")
    found = fitting_sizes(child, child.measurements.all(), D(2024, 11, 15))
    assert (found["cloth"].size, found["cloth"].derived) == ("130", False)
    assert found["shoe"].derived
    later = fitting_sizes(child, child.measurements.all(), D(2025, 6, 1))
    assert later["cloth"].derived
    assert fitting_sizes(child, child.measurements.all(), D(2027, 6, 1)) == {}


def test_how_the_height_was_taken_is_kept(child, commune_officer, client_of):
    sent = {"on": "2024-11-01", "height_mm": "110", "position": "lying"}
    url = reverse("children:measurement_new", args=[child.code])
    assert client_of(commune_officer).post(url, sent | {"position": "hanging"}).status_code == 422
    assert client_of(commune_officer).post(url, sent).status_code == 302
    assert child.measurements.get().position == "lying"
    with pytest.raises(IntegrityError, match="measurement_position_value"), transaction.atomic():
        MeasurementFactory(child=child, position="hanging")
