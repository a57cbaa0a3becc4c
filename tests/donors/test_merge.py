"""Two records of one giver become one: everything moves, old addresses lead on, and it can be taken back in time."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donors.models import Donor, DonorMerge, MatchRun, Pledge
from donors.services import donor as acts
from donors.services import matching, merge
from donors.services.pledge import withdraw_pledge
from funds.models import Voucher
from lao_cai_support.audit.models import Act
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import AllocationFactory, DonorAccessFactory, DonorFactory, MatchRunFactory, PledgeFactory

DAY = datetime.date(2024, 11, 15)


@pytest.fixture
def two(units, lists, province_officer, donor) -> tuple[Donor, Donor]:
    """One that stays; one that goes, with all that can stand with a donor."""
    kept = DonorFactory(name="Công ty Mây Thử")
    gone = DonorFactory(name="CTY Mây Thử", tax_code="5300111111", address="Phố Cũ")
    PledgeFactory(unit=units.province, donor=gone)
    acts.log_approach(
        user=province_officer, donor=gone, unit=units.province, on=DAY, channel="letter", outcome="agreed"
    )
    acts.add_contact(user=province_officer, donor=gone, full_name="Lù Thị Thử")
    acts.join_network(user=province_officer, donor=gone, terms="hằng năm", valid_from=DAY)
    DonorAccessFactory(user=donor, donor=gone)
    return kept, gone


def together(user, two, reason="cùng người đại diện") -> DonorMerge:
    kept, gone = two
    row = merge.merge_donors(user=user, kept=kept, gone=gone, reason=reason)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return row


def counts(donor) -> list[int]:
    return [getattr(donor, name).count() for name in ("pledges", "approaches", "contacts", "network", "access")]


def test_everything_moves_and_blanks_are_filled(two, province_officer):
    kept, gone = two
    row = together(province_officer, two)
    assert counts(kept) == [1, 1, 1, 1, 1] and counts(gone) == [0, 0, 0, 0, 0]
    assert (kept.tax_code, kept.address, gone.tax_code) == ("5300111111", "Phố Cũ", None)
    assert gone.merged_into == kept and gone.archived
    assert kept.codes == [kept.code, gone.code]
    assert list(Donor.objects.standing()) == [kept]
    assert "Tài khoản xem" in row.told[-1]
    assert set(Act.objects.filter(act__in=["donor.merge", "donor.merged"]).values_list("object_code", flat=True)) == {
        kept.code,
        gone.code,
    }


def test_every_kind_of_record_that_names_a_donor_is_known_to_the_merge(db):
    """A kind that comes later moves by itself; this list is here so that its author thinks of it."""
    assert {model.__name__ for model, _column in merge.relations()} >= {
        "Approach", "Contact", "DonorAccess", "Establishment", "Lot", "NetworkMembership", "Pledge", "Voucher",
    }  # fmt: skip


def test_what_the_database_holds_fast_stays(two, province_officer, province_fund, fund_accountant):
    """Times in the network overlap, and a cancelled paper is final: both keep the old name."""
    kept, gone = two
    acts.join_network(user=province_officer, donor=kept, terms="quý", valid_from=datetime.date(2024, 1, 1))
    papers = [
        Voucher.objects.create(
            fund=province_fund, kind="PT", year=2024, day=DAY, amount=1000, party="x", reason="x", donor=gone,
            place=province_fund.places.filter(kind="cash").get(), drafted_by=fund_accountant, state=state,
        )
        for state in ("draft", "cancelled")
    ]  # fmt: skip
    row = together(province_officer, two)
    assert list(Voucher.objects.order_by("pk").values_list("donor", flat=True)) == [kept.pk, gone.pk]
    assert row.left == {
        "funds.voucher.donor": [papers[1].pk],
        "donors.networkmembership.donor": row.left["donors.networkmembership.donor"],
    }
    assert gone.network.count() == 1 and kept.network.count() == 1


@pytest.mark.parametrize("state", ["solving", "proposed", "submitted"])
def test_a_pledge_in_an_open_matching_stays_in_it_under_the_new_name(two, units, need, province_officer, state):
    _kept, gone = two
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer, state=state, name="Áo ấm đợt 1")
    AllocationFactory(run=run, pledge=gone.pledges.get(), need=need, state="proposed")
    row = together(province_officer, two)
    assert "“Áo ấm đợt 1”" in row.told[0] and "giữ nguyên" in row.told[0]
    assert Act.objects.get(act="matching.donor_merged").object_code == run.code
    assert run.allocations.get().pledge.donor == two[0]


def test_a_proposal_is_approved_after_the_merge(two, need, submitted, fund_chair, province_officer):
    run = submitted()
    together(province_officer, two)
    matching.approve_run(user=fund_chair, run=run)
    assert MatchRun.objects.get().state == "approved"
    assert Pledge.objects.get().allocated_quantity > 0
    with pytest.raises(Refusal, match="đã có bước tiếp theo"):
        merge.undo_merge(user=province_officer, merge=DonorMerge.objects.get())


def test_undo_brings_back_what_was(two, province_officer):
    kept, gone = two
    row = together(province_officer, two)
    acts.add_contact(user=province_officer, donor=kept, full_name="Người Mới")
    merge.undo_merge(user=province_officer, merge=row)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert counts(gone) == [1, 1, 1, 1, 1] and counts(kept) == [0, 0, 1, 0, 0]
    assert (kept.tax_code, gone.tax_code, gone.merged_into, gone.archived) == (None, "5300111111", None, False)
    with pytest.raises(Refusal, match="đã được hoàn tác"):
        merge.undo_merge(user=province_officer, merge=row)
    together(province_officer, two)


def test_undo_is_refused_late_and_out_of_order_and_after_a_next_step(two, province_officer):
    kept, gone = two
    row = together(province_officer, two)
    with on_day(DAY + datetime.timedelta(days=31)), pytest.raises(Refusal, match="30 ngày"):
        merge.undo_merge(user=province_officer, merge=row)
    later = merge.merge_donors(user=province_officer, kept=kept, gone=DonorFactory(), reason="x")
    with pytest.raises(Refusal, match="lần gộp sau trước"):
        merge.undo_merge(user=province_officer, merge=row)
    merge.undo_merge(user=province_officer, merge=later)
    withdraw_pledge(user=province_officer, pledge=kept.pledges.get(), reason="đổi ý")
    with pytest.raises(Refusal, match="đã có bước tiếp theo"):
        merge.undo_merge(user=province_officer, merge=row)


def test_a_chain_leads_straight_to_the_one_that_stands(two, province_officer):
    kept, gone = two
    together(province_officer, two)
    last = DonorFactory()
    second = merge.merge_donors(user=province_officer, kept=last, gone=kept, reason="x")
    gone.refresh_from_db()
    assert gone.merged_into == last and sorted(last.codes) == sorted([last.code, kept.code, gone.code])
    merge.undo_merge(user=province_officer, merge=second)
    gone.refresh_from_db()
    assert gone.merged_into == kept


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": " "}, "vì sao biết"),
        ({"same": True}, "hồ sơ khác"),
        ({"foreign": True}, "nước ngoài"),
        ({"again": True}, "đã được gộp"),
    ],
)
def test_refusals(two, province_officer, change, words):
    kept, gone = two
    if "foreign" in change:
        Donor.objects.filter(pk=gone.pk).update(kind="foreign")
    if "again" in change:
        together(province_officer, two)
    if "same" in change:
        gone = kept
    with pytest.raises(Refusal, match=words):
        merge.merge_donors(user=province_officer, kept=kept, gone=gone, reason=change.get("reason", "x"))


def test_only_the_province_merges(two, district_officer):
    with pytest.raises(Refusal):
        together(district_officer, two)


def test_what_is_written_for_a_merged_donor_stands_with_the_one_that_goes_on(two, units, province_officer):
    kept, gone = two
    together(province_officer, two)
    late = PledgeFactory(unit=units.province, donor=gone)
    late.refresh_from_db()
    assert late.donor == kept


def test_the_database_refuses_chains_and_a_merged_one_in_use(two, province_officer):
    kept, gone = two
    together(province_officer, two)
    other = DonorFactory()
    for sql in (
        f"UPDATE donors_donor SET merged_into_id = {gone.pk}, archived = true WHERE id = {other.pk}",  # noqa: S608 - our own words, no data
        f"UPDATE donors_donor SET merged_into_id = {other.pk}, archived = true WHERE id = {kept.pk}",  # noqa: S608 - our own words, no data
        f"UPDATE donors_donor SET archived = false WHERE id = {gone.pk}",  # noqa: S608 - our own words, no data
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_pages_compare_merge_lead_on_and_part(two, province_officer, client_of):
    kept, gone = two
    browser = client_of(province_officer)
    pairs = browser.get(reverse("donors:donor_pairs")).content.decode()
    assert kept.name in pairs and gone.name in pairs
    url = reverse("donors:donor_merge", args=[kept.code])
    assert gone.name in browser.get(url).content.decode()
    page = browser.get(url, {"other": gone.code}).content.decode()
    assert "5300111111" in page and "Tài khoản xem" in page
    assert browser.post(f"{url}?other={gone.code}", {"keep": kept.code, "reason": ""}).status_code == 422
    answer = browser.post(f"{url}?other={gone.code}", {"keep": kept.code, "reason": "cùng địa chỉ"})
    assert answer.status_code == 302
    old = browser.get(reverse("donors:donor_detail", args=[gone.code]), follow=True)
    assert old.redirect_chain[-1][0] == reverse("donors:donor_detail", args=[kept.code])
    assert "đã được gộp" in old.content.decode() and "Đã gộp" in old.content.decode()
    browser.post(reverse("donors:donor_unmerge", args=[DonorMerge.objects.get().code]))
    assert browser.get(reverse("donors:donor_detail", args=[gone.code])).status_code == 200


def test_the_list_tells_what_stands_with_each_in_a_constant_number_of_queries(
    province_officer, client_of, units, lists
):

    browser, url = client_of(province_officer), reverse("donors:donor_list")
    found = []
    for count in (3, 30):
        for _n in range(count):
            PledgeFactory(unit=units.province)
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(url).content.decode()
        found.append(len(asked))
    assert found[0] == found[1] and "5.000.000" in page
