"""Instalments, standards, earmarks, papers and write-offs of pledges: what is refused, and what the record tells."""

import datetime

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from children.models import Item, ItemStandard
from donors.models import Pledge, PledgeReminder
from donors.services import pledge as acts
from donors.services.earmark import fitting_needs
from donors.services.instalment import parts_of, remind_pledges, replan_pledge
from donors.services.pledge_print import agreement_pdf, refusal_pdf
from donors.services.write_off import ask_write_off, decide_write_off
from lao_cai_support.web.errors import Refusal
from tests.donors.conftest import DAY
from tests.factories.donors import DonorAccessFactory, DonorFactory, PledgeFactory

NEXT = datetime.date(2024, 12, 20)


@pytest.fixture
def promise(province_officer, units, lists):
    company = DonorFactory()

    def make(**changes) -> Pledge:
        told = {
            "user": province_officer,
            "donor": company,
            "unit": units.province,
            "form": "goods",
            "available_from": DAY,
            "item": Item.objects.get(code="DA01"),
            "quantity": 20,
            "unit_value": 250_000,
        }
        return acts.record_pledge(**(told | changes))

    return make


@pytest.fixture
def strict(lists, province_officer):
    """Coats are new, and good for 30 days more, with a paper."""
    return ItemStandard.objects.create(
        item_id="DA01",
        version=1,
        requirements="Ấm, mới",
        new_only=True,
        expiry_left=30,
        papers="phiếu kiểm nghiệm",
        valid_from=DAY,
        decision="12/QĐ-SYT",
        made_by=province_officer,
        made_on=DAY,
    )


# The standard of the item


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"used": True}, "used"),
        ({"quality_papers": ""}, "quality_papers"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": datetime.date(2024, 12, 1)}, "expires_on"),
    ],
)
def test_goods_below_the_standard_are_refused_at_their_field(strict, promise, province_officer, change, field):
    good = {"quality_papers": "PKN 07", "expires_on": datetime.date(2025, 6, 1)}
    with pytest.raises(Refusal, match="12/QĐ-SYT") as refusal:
        promise(**good | change)
    assert refusal.value.field == field
    assert promise(**good).state == "offered"
    refused = promise(**good | change, to_refuse=True)
    assert refused.state == "refused" and "12/QĐ-SYT" in refused.end_reason
    assert refusal_pdf(refused).startswith(b"%PDF")
    with pytest.raises(Refusal) as refusal:
        promise(**good, to_refuse=True)
    assert refusal.value.field == "to_refuse"


def test_the_standard_of_the_year_counts(strict, promise):
    """Goods that come before a standard takes effect are held against the one before, here none."""
    before = DAY - datetime.timedelta(days=1)
    assert promise(available_from=before, used=True).used


def test_a_standard_set_since_stops_the_signing(promise, province_officer, request):
    pledge = promise(used=True)
    request.getfixturevalue("strict")
    with pytest.raises(Refusal, match="chỉ nhận hàng mới"):
        acts.accept_pledge(user=province_officer, pledge=pledge, agreement_no="1", accepted_on=DAY)


# Earmarks that fit nothing, and time that is over


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"areas": ["DD"]}, "only_areas"),
        ({"items": ["DA05"]}, "only_items"),
        ({"areas": ["ZZ"]}, "only_areas"),
        ({"ethnic_groups": ["999"]}, "only_ethnic_group"),
        ({"circumstances": ["HC05"]}, "only_circumstance"),
        ({"sexes": ["unknown"]}, "only_sex"),
        ({"places": ["10.999"]}, "only_place"),
        ({"age_from": 17}, "age_from"),
        ({"use_until": datetime.date(2024, 11, 14)}, "use_until"),
    ],
)
def test_an_earmark_that_fits_nothing_is_refused(promise, terms, field):
    with pytest.raises(Refusal) as refusal:
        promise(earmark=terms)
    assert refusal.value.field == field and not Pledge.objects.exists()


def test_an_end_before_the_beginning_fits_nothing(promise):
    with pytest.raises(Refusal) as refusal:
        promise(available_from=NEXT, earmark={"use_until": DAY})
    assert refusal.value.field == "use_until"


def test_how_many_needs_a_pledge_fits(promise, need, units, child):
    assert fitting_needs(promise()) == 1
    assert fitting_needs(promise(sizes=["150"])) == 0
    for terms, fits in (
        ({"sexes": ["female"]}, 1),
        ({"sexes": ["male"]}, 0),
        ({"places": [units.district.path]}, 1),
        ({"places": [units.other_district.path]}, 0),
        ({"age_from": 8, "age_to": 8}, 1),
        ({"age_from": 9}, 0),
        ({"areas": ["DA"]}, 1),
        ({"circumstances": ["HC01"]}, 0),
    ):
        assert fitting_needs(promise(earmark=terms)) == fits, terms


def test_an_expired_pledge_is_not_signed_and_gets_a_later_end(promise, province_officer, settings):
    pledge = promise(earmark={"use_until": NEXT, "areas": ["DA"]})
    settings.BUSINESS_DAY = datetime.date(2025, 1, 5)
    sign = {"user": province_officer, "agreement_no": "1", "accepted_on": datetime.date(2025, 1, 5)}
    with pytest.raises(Refusal, match="đã quá hạn. Hãy đổi kế hoạch"):
        acts.accept_pledge(pledge=pledge, **sign)
    row = replan_pledge(
        user=province_officer,
        pledge=pledge,
        reason="hàng về chậm",
        instalments=[(datetime.date(2025, 2, 1), 5_000_000)],
        use_until=datetime.date(2025, 3, 1),
    )
    assert (row.earmark.areas, row.earmark.replaces.use_until) == (["DA"], NEXT)
    assert acts.accept_pledge(pledge=row, **sign).state == "accepted"


# Plans


def test_what_came_first_counts_for_what_was_due_first(units, lists):
    pledge = PledgeFactory(unit=units.province, money=9_000_000)
    for month in (10, 11, 12):
        pledge.instalments.create(due_on=datetime.date(2024, month, 20), value=3_000_000)
    pledge.received_value = 4_000_000
    assert [(part.come, part.state) for part in parts_of(pledge)] == [
        (3_000_000, "come"),
        (1_000_000, "due"),
        (0, "later"),
    ]
    pledge.received_value = 0
    assert [part.state for part in parts_of(pledge)] == ["late", "due", "later"]


def test_a_pledge_without_a_plan_is_due_when_it_was_to_be_had(pledge):
    (part,) = parts_of(pledge)
    assert (part.due_on, part.value, part.pieces, part.state) == (pledge.available_from, 5_000_000, 20, "late")


def test_another_plan_has_its_reason_and_keeps_the_old_one(promise, province_officer):
    pledge = promise(instalments=[(DAY, 5_000_000)])
    replan = {"user": province_officer, "pledge": pledge}
    halves = [(DAY, 2_500_000), (NEXT, 2_500_000)]
    for reason, parts, field in (
        (" ", halves, "reason"),
        ("x", [], "instalments"),
        ("x", halves[:1], "instalments"),
        ("x", [(DAY, 2_400_000), (NEXT, 2_600_000)], "instalments"),
    ):
        with pytest.raises(Refusal) as refusal:
            replan_pledge(**replan, reason=reason, instalments=parts)
        assert refusal.value.field == field
    row = replan_pledge(**replan, reason="kho chưa đủ chỗ", instalments=halves)
    assert [(part.due_on, part.pieces) for part in parts_of(row)] == [(DAY, 10), (NEXT, 10)]
    assert (row.instalments.count(), row.replans.get().reason) == (3, "kho chưa đủ chỗ")


def test_reminders_go_out_once_and_to_the_donor_who_has_an_address(units, lists, province_officer):
    late = PledgeFactory(unit=units.province, money=2_000_000)
    late.donor.contacts.create(full_name="Bà Thử", email="thu@example.vn")
    soon = PledgeFactory(unit=units.province, available_from=DAY + datetime.timedelta(days=10))
    PledgeFactory(unit=units.province, available_from=DAY + datetime.timedelta(days=20))
    PledgeFactory(unit=units.province, route="direct")
    PledgeFactory(unit=units.province, state="offered")
    assert remind_pledges() == 2 and remind_pledges() == 0
    told = PledgeReminder.objects.order_by("kind").values_list("pledge", "kind", "mailed")
    assert list(told) == [(late.pk, "late", True), (soon.pk, "soon", False)]
    (letter,) = mail.outbox
    assert letter.to == ["thu@example.vn"] and "2.000.000 đồng" in letter.body and late.code in letter.body
    assert list(Pledge.objects.due("late")) == [late] and list(Pledge.objects.due("soon")) == [soon]


# Write-offs


def test_a_second_person_decides_on_a_write_off(pledge, province_officer, second_province_officer, fund_accountant):
    asked = ask_write_off(user=province_officer, pledge=pledge, reason="phá sản")
    with pytest.raises(Refusal, match="đang chờ duyệt"):
        ask_write_off(user=second_province_officer, pledge=pledge, reason="phá sản")
    for user, words in ((province_officer, "tự duyệt"), (fund_accountant, "không có quyền")):
        with pytest.raises(Refusal, match=words):
            decide_write_off(user=user, write_off=asked, agree=True)
    with pytest.raises(Refusal):
        decide_write_off(user=second_province_officer, write_off=asked, agree=False)
    row = decide_write_off(user=second_province_officer, write_off=asked, agree=False, answer="họ sẽ góp tháng sau")
    assert row.state == "accepted" and row.write_offs.get().answer == "họ sẽ góp tháng sau"
    again = ask_write_off(user=province_officer, pledge=pledge, reason="phá sản")
    row = decide_write_off(user=second_province_officer, write_off=again, agree=True)
    assert (row.state, row.value, row.written_off) == ("written_off", 5_000_000, 0)
    with pytest.raises(Refusal, match="đã được quyết định"):
        decide_write_off(user=second_province_officer, write_off=again, agree=True)


# Pages and papers


def test_the_agreement_tells_terms_and_plan(promise, units):
    pledge = promise(
        earmark={"areas": ["DA"], "places": [units.district.path], "purpose": "đông ấm", "leftover": "same"},
        instalments=[(DAY, 2_500_000), (NEXT, 2_500_000)],
    )
    assert agreement_pdf(pledge) == agreement_pdf(pledge)


def test_a_plan_is_typed_line_by_line(client_of, province_officer, units, lists):
    office, donor = client_of(province_officer), DonorFactory()
    told = {
        "donor": donor.pk,
        "form": "goods",
        "item": Item.objects.get(code="DA01").pk,
        "quantity": "20",
        "unit_value": "250.000",
        "available_from": "2024-11-20",
        "route": "fund",
        "leftover": "return",
    }
    url = reverse("donors:pledge_new")
    for plan, words in (
        ("ngày mai: 5", "Không đọc được dòng"),
        ("31/02/2025: 5", "Không đọc được dòng"),
        ("20/12/2024: 5", "Các đợt cộng lại là 5, phải bằng giá trị cam kết 20"),
    ):
        answer = office.post(url, told | {"instalments": plan})
        assert answer.status_code == 422 and words in answer.content.decode() and plan in answer.content.decode()
    office.post(url, told | {"instalments": "20/12/2024: 5\n\n5.1.2025\t15"})
    pledge = Pledge.objects.get()
    assert [(part.due_on, part.pieces) for part in parts_of(pledge)] == [(NEXT, 5), (datetime.date(2025, 1, 5), 15)]
    page = office.get(reverse("donors:pledge_replan", args=[pledge.code])).content.decode()
    assert "20/12/2024: 5\n05/01/2025: 15" in page
    for kind, status in (("thoa-thuan", 200), ("tu-choi", 404)):
        assert office.get(reverse("donors:pledge_print", args=[pledge.code, kind])).status_code == status


def test_papers_are_kept_once_and_shown_to_its_own_donor(pledge, donor, client_of, private_files):
    DonorAccessFactory(user=donor, donor=pledge.donor)
    import pikepdf

    path = private_files / "x.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    browser, url = client_of(donor), reverse("donors:pledge_paper_new", args=[pledge.code])

    def send():
        upload = SimpleUploadedFile("x.pdf", path.read_bytes(), "application/pdf")
        return browser.post(url, {"kind": "quality", "title": "Phiếu kiểm nghiệm", "file": upload})

    assert send().status_code == 302
    assert "đã được lưu" in send().content.decode()
    paper = pledge.papers.get()
    assert browser.get(reverse("donors:pledge_paper", args=[pledge.code, paper.code])).status_code == 200
    assert "Phiếu kiểm nghiệm" in browser.get(reverse("donors:pledge_detail", args=[pledge.code])).content.decode()


def test_whether_to_be_named_is_chosen_for_each_gift(pledge, donor, client_of):
    DonorAccessFactory(user=donor, donor=pledge.donor)
    browser = client_of(donor)
    for choice, anonymous in (("an", True), ("hien", False)):
        browser.post(reverse("donors:pledge_anonymous", args=[pledge.code, choice]))
        pledge.refresh_from_db()
        assert pledge.anonymous is anonymous
