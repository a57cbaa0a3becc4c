"""A sample looked at by somebody who did not deliver, with its margin; the desks of a fund's three people."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from funds.models import Sheet, Verification, VerificationLine
from funds.services.overview import desks
from funds.services.verification import draw_sample, estimate, tell_findings
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import AllocationFactory
from tests.funds.conftest import needy


@pytest.fixture
def recorded(books, hand_out, units):
    """Six coats received in the commune, one in the neighbour's."""
    for _n in range(5):
        AllocationFactory(pledge=hand_out.pledge, need=needy(units.commune))
    row = books.issue(books.plan())
    for sheet in Sheet.objects.all():
        books.record(sheet)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("findings", "population", "low", "high"),
    [
        (["yes"] * 30, 10_000, 88.0, 100.0),
        (["yes"] * 30, 30, 100.0, 100.0),  # everybody was asked: nothing is left to chance
        (["yes"] * 27 + ["no"] * 3, 10_000, 74.0, 97.0),
        (["yes", "away", "away", "less"], 1000, 9.0, 91.0),
    ],
)
def test_the_margin_of_a_sample(findings, population, low, high):
    told = estimate(findings, population)
    assert told is not None
    assert abs(told.low - low) < 1.0 and abs(told.high - high) < 1.0
    assert told.low <= told.share <= told.high


def test_nothing_is_said_before_somebody_was_met():
    assert estimate(["", "away"], 100) is None


def test_who_took_part_verifies_nothing(books, recorded, commune_leader, province_officer):
    for user in (books.accountant, books.chair, books.cashier):
        with pytest.raises(Refusal):
            draw_sample(user=user, distribution=recorded, size=2)
    for size in (0, 8):
        with pytest.raises(Refusal):
            draw_sample(user=province_officer, distribution=recorded, size=size)
    sample = draw_sample(user=province_officer, distribution=recorded, size=3)
    assert sample.population == 7 and sample.lines.count() == 3
    # a commune's leader verifies what was delivered in the own commune
    assert draw_sample(user=commune_leader, distribution=recorded, size=1).population == 6
    Sheet.objects.filter(distribution=recorded).update(recorded_by=province_officer)
    with pytest.raises(Refusal) as refused:
        draw_sample(user=province_officer, distribution=recorded, size=2)
    assert refused.value.code == "took_part"


def test_findings_are_told_once_and_stay(recorded, province_officer):
    sample = draw_sample(user=province_officer, distribution=recorded, size=2)
    one, two = sample.lines.all()
    for wrong in ({one.pk: ("no", " ")}, {one.pk: ("x", "y")}, {}):
        with pytest.raises(Refusal):
            tell_findings(user=province_officer, verification=sample, findings=wrong)
    assert tell_findings(user=province_officer, verification=sample, findings={one.pk: ("yes", "")}) == 1
    tell_findings(
        user=province_officer, verification=sample, findings={one.pk: ("no", "đổi ý"), two.pk: ("no", "không có áo")}
    )
    assert VerificationLine.objects.get(pk=one.pk).finding == "yes"
    for sql in (
        "UPDATE funds_verificationline SET finding = 'yes'",
        "DELETE FROM funds_verificationline",
        "UPDATE funds_verification SET population = 9",
    ):
        with pytest.raises(Exception, match="."), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_pages_of_a_sample(recorded, client_of, province_officer, commune_officer, child):
    browser = client_of(province_officer)
    page = browser.get(reverse("funds:distribution_detail", args=[recorded.code])).content.decode()
    assert "Chọn mẫu ngẫu nhiên" in page
    answer = browser.post(reverse("funds:sample_draw", args=[recorded.code]), {"size": "7"})
    sample = Verification.objects.get()
    url = reverse("funds:verification", args=[sample.code])
    assert answer["Location"] == url
    typed = {f"finding-{line.pk}": "yes" for line in sample.lines.all()}
    first = sample.lines.first()
    bad = browser.post(url, typed | {f"finding-{first.pk}": "less"})
    assert bad.status_code == 422 and " selected" in bad.content.decode()
    assert browser.post(url, typed).status_code == 302
    page = browser.get(url).content.decode()
    assert "100,0" in page or "100.0" in page
    own = client_of(commune_officer).get(url).content.decode()
    assert child.full_name in own and "<select" not in own
    assert client_of(commune_officer).post(url, typed).status_code == 404
    assert browser.post(reverse("funds:sample_draw", args=[recorded.code]), {"size": "nhiều"}).status_code == 302


def test_each_desk_shows_what_waits_and_since_when(books, hand_out, client_of, django_assert_num_queries):
    books.draft_receipt()
    books.approve(books.draft_receipt())
    books.plan()
    told = {item.label: item.count for desk in desks(books.fund) for item in desk.work}
    assert told["Chứng từ chờ duyệt"] == told["Chứng từ đã duyệt, chờ thực hiện"] == told["Đợt cấp phát chờ duyệt"] == 1
    assert told["Đợt cấp phát chờ xuất"] == told["Dòng sao kê chưa đối chiếu"] == 0
    with django_assert_num_queries(13):
        desks(books.fund)
    for _n in range(3):
        books.draft_receipt()
    with django_assert_num_queries(13):
        desks(books.fund)
    for user in (books.accountant, books.cashier, books.chair):
        page = client_of(user).get(reverse("funds:overview", args=[books.fund.code]))
        assert page.status_code == 200 and "Chứng từ chờ duyệt" in page.content.decode()
