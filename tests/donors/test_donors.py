"""The registry of donors: one record per body, who asked whom, the network, a donor's own account."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from donors.models import Donor
from donors.services import donor as acts
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import DonorFactory, PledgeFactory

DAY = datetime.date(2024, 11, 15)


def register(user, **changes) -> Donor:
    return acts.register_donor(**({"user": user, "kind": "company", "name": "Công ty Sương Sớm"} | changes))


def test_a_donor_is_registered_today_and_logged(province_officer):
    donor = register(province_officer, name="  Công ty  Sương Sớm ", tax_code="0101234567")
    assert (donor.name, donor.tax_code, donor.since) == ("Công ty Sương Sớm", "0101234567", DAY)
    assert Act.objects.get(act="donor.register").object_code == donor.code


def test_only_the_province_registers(district_officer, fund_chair):
    for user in (district_officer, fund_chair):
        with pytest.raises(Refusal):
            register(user)
    assert not Donor.objects.exists()


def test_a_tax_code_belongs_to_one_donor(province_officer):
    first = register(province_officer, tax_code="0101234567")
    with pytest.raises(Refusal, match="đã có ở một nhà tài trợ khác") as refusal:
        register(province_officer, name="Khác", tax_code="0101234567")
    assert refusal.value.field == "tax_code"
    other = register(province_officer, name="Khác nữa")
    with pytest.raises(Refusal, match="đã có ở một nhà tài trợ khác"):
        acts.edit_donor(user=province_officer, donor=other, tax_code=first.tax_code)
    assert Donor.objects.count() == 2


def test_donors_without_a_tax_code_do_not_clash(province_officer):
    register(province_officer)
    register(province_officer, name="Khác")
    assert Donor.objects.filter(tax_code=None).count() == 2


@pytest.mark.parametrize("code", ["123", "01012345678", "0101234567-01", "01O1234567"])
def test_a_tax_code_has_its_form(province_officer, code):
    with pytest.raises(Refusal, match="Mã số thuế có 10 chữ số") as refusal:
        register(province_officer, tax_code=code)
    assert refusal.value.field == "tax_code"


@pytest.mark.parametrize("code", ["0101234567", "0101234567-001", "001098765432"])
def test_firms_branches_and_persons_have_tax_codes(province_officer, code):
    assert register(province_officer, tax_code=code).tax_code == code


def test_likely_doubles_are_found_without_marks_and_case(province_officer):
    donor = register(province_officer, name="Hội Chữ thập đỏ Nậm Lúc")
    assert acts.likely_doubles("HOI CHU THAP DO NAM LUC") == [donor]
    assert acts.likely_doubles("Hội Chữ thập đỏ") == []
    assert acts.likely_doubles(donor.name, besides=donor) == []


def test_editing_logs_the_names_of_fields_only(province_officer):
    donor = register(province_officer)
    acts.edit_donor(user=province_officer, donor=donor, name="Công  ty Mây Núi", kind="company", note="Gọi buổi sáng")
    act = Act.objects.get(act="donor.edit")
    assert act.fields == ["name", "note"]
    donor.refresh_from_db()
    assert donor.name == "Công ty Mây Núi" and donor.folded == "cong ty may nui"
    acts.edit_donor(user=province_officer, donor=donor, note="Gọi buổi sáng")
    assert Act.objects.filter(act="donor.edit").count() == 1


def test_a_fields_name_that_is_not_editable_is_a_mistake(province_officer):
    with pytest.raises(ValueError):
        acts.edit_donor(user=province_officer, donor=register(province_officer), archived=True)


@pytest.mark.parametrize(("state", "open"), [("offered", True), ("accepted", True), ("fulfilled", False)])
def test_a_donor_with_open_pledges_is_not_put_aside(province_officer, units, lists, state, open):
    pledge = PledgeFactory(unit=units.province, state=state)
    if open:
        with pytest.raises(Refusal, match="còn cam kết đang thực hiện"):
            acts.archive_donor(user=province_officer, donor=pledge.donor, archived=True, reason="giải thể")
    else:
        acts.archive_donor(user=province_officer, donor=pledge.donor, archived=True, reason="giải thể")
    pledge.donor.refresh_from_db()
    assert pledge.donor.archived is not open


def test_a_donor_put_aside_comes_back(province_officer):
    donor = register(province_officer)
    acts.archive_donor(user=province_officer, donor=donor, archived=True, reason="giải thể")
    acts.archive_donor(user=province_officer, donor=donor, archived=False, reason="nhầm")
    donor.refresh_from_db()
    assert not donor.archived
    assert list(Act.objects.order_by("pk").values_list("act", "reason"))[1:] == [
        ("donor.archive", "giải thể"),
        ("donor.resume", "nhầm"),
    ]


def test_an_approach_says_who_asked_whom_when(province_officer, units):
    donor = register(province_officer)
    common = {"user": province_officer, "donor": donor, "unit": units.province, "channel": "letter"}
    approach = acts.log_approach(**common, on=DAY, outcome="declined")
    assert (approach.by, approach.on, approach.outcome) == (province_officer, DAY, "declined")
    with pytest.raises(Refusal, match="sau hôm nay") as refusal:
        acts.log_approach(**common, on=DAY + datetime.timedelta(days=1), outcome="waiting")
    assert refusal.value.field == "on"
    assert donor.approaches.count() == 1


def test_times_in_the_network_do_not_overlap(province_officer):
    donor = register(province_officer)

    def join(first, last=None):
        return acts.join_network(
            user=province_officer, donor=donor, terms="mỗi năm học một đợt", valid_from=first, valid_until=last
        )

    join(datetime.date(2022, 1, 1), datetime.date(2024, 1, 1))
    with pytest.raises(Refusal, match="đã ở trong mạng lưới"):
        join(datetime.date(2023, 12, 31))
    join(datetime.date(2024, 1, 1))
    with pytest.raises(Refusal, match="sau ngày bắt đầu"):
        join(datetime.date(2021, 1, 1), datetime.date(2020, 1, 1))
    assert donor.network.count() == 2
    with pytest.raises(IntegrityError, match="network_no_overlap"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE donors_networkmembership SET valid = daterange('2023-01-01', NULL)")


def test_access_is_given_once_and_to_a_donors_account_only(province_officer, donor, commune_officer):
    body = register(province_officer)
    with pytest.raises(Refusal, match="chưa có vai trò nhà tài trợ"):
        acts.give_access(user=province_officer, donor=body, account=commune_officer)
    acts.give_access(user=province_officer, donor=body, account=donor)
    with pytest.raises(Refusal, match="đã xem được"):
        acts.give_access(user=province_officer, donor=body, account=donor)
    assert list(Donor.objects.visible_to(donor)) == [body]


def test_access_ends_with_its_time(donor):
    body = DonorFactory()
    body.access.create(user=donor, valid=(datetime.date(2020, 1, 1), DAY))
    assert not Donor.objects.visible_to(donor).exists()


def test_search_by_name_without_marks_or_by_tax_code(db):
    donor = DonorFactory(name="Quỹ Hạt Gạo", tax_code="0101234567")
    DonorFactory(name="Khác")
    assert list(Donor.objects.search("hat gao")) == [donor]
    assert list(Donor.objects.search("01012")) == [donor]
    assert not Donor.objects.search("12345").exists()
