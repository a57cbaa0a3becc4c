"""A file on its way to another commune; leavers and returners."""

import datetime

import pytest
from django.db import Error, IntegrityError, transaction
from django.urls import reverse

from children.models import Child, ChildTransfer, PovertyRecord
from children.services import child as child_acts
from children.services import transfer as acts
from children.services.submission import submit_list, verify_list
from lao_cai_support.audit.models import Act
from tests.factories.areas import VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, NeedFactory, SpellFactory
from tests.factories.files import TransferFactory
from tests.queries import queries_of
from tests.refusals import refused

D = datetime.date


def page(name, *args):
    return reverse(f"children:{name}", args=args)


@pytest.fixture
def family(child):
    """The child, a brother, their mother, a poor household."""
    GuardianFactory(household=child.household, relation="mother", full_name="Lý Thị Dê")
    PovertyRecord.objects.create(household=child.household, year=2024, category_id="HN22N")
    return ChildFactory(unit=child.unit, household=child.household, full_name="Giàng A Tủa")


def propose(user, child, receiver, **more):
    told = {"on": D(2024, 11, 10), "reason": "Theo mẹ về quê ngoại"} | more
    return acts.propose_transfer(user=user, child=child, receiver=receiver, **told)


@pytest.fixture
def offered(child, units, commune_officer):
    return propose(commune_officer, child, units.sibling)


def test_the_sender_keeps_the_file_until_it_is_accepted(child, units, offered, commune_officer, neighbour_officer):
    child.refresh_from_db()
    assert child.unit == units.commune and child.state == "active"
    assert not Child.objects.visible_to(neighbour_officer).exists()
    assert Child.objects.visible_to(commune_officer).exists()
    village = VillageFactory(unit=units.sibling, name="Tả Thồ")
    need = NeedFactory(child=child)
    done = acts.accept_transfer(user=neighbour_officer, transfer=offered, village=village)
    child.refresh_from_db()
    assert (done.state, done.decided_by) == ("accepted", neighbour_officer)
    assert (child.unit, child.village, child.state) == (units.sibling, village, "active")
    assert [(r.unit, r.valid.lower, r.valid.upper) for r in child.residences.order_by("valid")] == [
        (units.commune, D(2016, 5, 20), D(2024, 11, 10)),
        (units.sibling, D(2024, 11, 10), None),
    ]
    need.refresh_from_db()
    assert (need.unit, need.village) == (units.sibling, village)
    assert Child.objects.visible_to(neighbour_officer).exists()
    assert not Child.objects.visible_to(commune_officer).exists()
    assert [(a.act, a.unit) for a in Act.objects.filter(object_code=child.code).order_by("pk")] == [
        ("transfer_child.propose", units.commune),
        ("transfer_child.accept", units.sibling),
    ]


def test_a_need_that_is_reserved_stays_where_it_was_promised(child, offered, neighbour_officer, units):
    need = NeedFactory(child=child)
    type(need).objects.filter(pk=need.pk).update(reserved=1)
    acts.accept_transfer(user=neighbour_officer, transfer=offered)
    need.refresh_from_db()
    assert need.unit == units.commune


def test_a_refusal_needs_a_reason_and_leaves_the_file(child, offered, neighbour_officer, units, commune_officer):
    with refused("reason"):
        acts.refuse_transfer(user=neighbour_officer, transfer=offered, reason=" ")
    acts.refuse_transfer(user=neighbour_officer, transfer=offered, reason="Trẻ không ở xã chúng tôi")
    offered.refresh_from_db()
    child.refresh_from_db()
    assert (offered.state, offered.answer, child.unit) == ("refused", "Trẻ không ở xã chúng tôi", units.commune)
    assert propose(commune_officer, child, units.far).state == "proposed"


def test_only_the_receiver_answers_and_only_the_sender_takes_back(
    offered, commune_officer, neighbour_officer, far_officer
):
    for user in (commune_officer, far_officer):
        with refused(code="right"):
            acts.accept_transfer(user=user, transfer=offered)
        with refused(code="right"):
            acts.refuse_transfer(user=user, transfer=offered, reason="x")
    with refused(code="right"):
        acts.withdraw_transfer(user=neighbour_officer, transfer=offered)
    acts.withdraw_transfer(user=commune_officer, transfer=offered)
    for act, more in ((acts.accept_transfer, {}), (acts.refuse_transfer, {"reason": "x"})):
        with refused(code="move"):
            act(user=neighbour_officer, transfer=offered, **more)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": D(2024, 11, 16)}, "on"),
        ({"on": D(2024, 10, 1)}, "on"),  # the day the child came
        ({"on": D(2018, 1, 1)}, "receiver"),  # before the commune stood
        ({"reason": " "}, "reason"),
    ],
)
def test_impossible_offers_are_refused(more, field, child, units, commune_officer):
    child.residences.update(valid="[2024-10-01,)")
    with refused(field):
        propose(commune_officer, child, units.sibling, **more)
    assert not ChildTransfer.objects.exists()


def test_one_offer_at_a_time_and_not_to_oneself(child, offered, units, commune_officer, neighbour_officer):
    with refused(code="open"):
        propose(commune_officer, child, units.far)
    with refused(code="right"):
        propose(neighbour_officer, child, units.far)
    acts.withdraw_transfer(user=commune_officer, transfer=offered)
    with refused("receiver"):
        propose(commune_officer, child, units.commune)


def test_what_waits_for_verification_or_has_ended_is_not_sent(child, units, commune_officer):
    for state in ({"state": "submitted"}, {"state": "ended", "ended_on": D(2024, 11, 1), "end_reason": "moved"}):
        Child.objects.filter(pk=child.pk).update(**state)
        with refused():
            propose(commune_officer, child, units.sibling)


def test_ending_a_file_takes_its_offer_back(child, offered, commune_officer):
    child_acts.end_child(user=commune_officer, child=child, reason="died", on=D(2024, 11, 12))
    offered.refresh_from_db()
    assert offered.state == "withdrawn"


# The household


def test_a_child_alone_takes_its_household_along(child, offered, neighbour_officer, units):
    household = child.household
    acts.accept_transfer(user=neighbour_officer, transfer=offered)
    child.refresh_from_db()
    assert child.household == household and child.household.unit == units.sibling


def test_who_leaves_brothers_behind_gets_a_copy(child, family, offered, neighbour_officer, units):
    acts.accept_transfer(user=neighbour_officer, transfer=offered)
    child.refresh_from_db()
    family.refresh_from_db()
    assert child.household != family.household
    assert (child.household.unit, family.household.unit) == (units.sibling, units.commune)
    assert child.household.guardians.get().full_name == "Lý Thị Dê"
    assert child.household.poverty.get().category_id == "HN22N"


def test_who_moves_together_stays_together(child, family, units, commune_officer, neighbour_officer):
    stays = ChildFactory(unit=units.commune, household=child.household, full_name="Giàng A Chư")
    propose(commune_officer, child, units.sibling, siblings=[family])
    assert ChildTransfer.objects.count() == 2
    for transfer in ChildTransfer.objects.order_by("pk"):
        acts.accept_transfer(user=neighbour_officer, transfer=transfer)
    for one in (child, family, stays):
        one.refresh_from_db()
    assert child.household == family.household != stays.household
    assert child.household.unit == units.sibling


def test_only_children_of_the_household_move_along(child, units, commune_officer):
    stranger = ChildFactory(unit=units.commune)
    with refused("siblings"):
        propose(commune_officer, child, units.sibling, siblings=[stranger])
    assert not ChildTransfer.objects.exists()  # nothing half-sent


# What the database keeps


def test_the_database_refuses_what_makes_no_sense(child, units):
    TransferFactory(child=child, receiver=units.sibling)
    with pytest.raises(IntegrityError, match="transfer_one_open"), transaction.atomic():
        TransferFactory(child=child, receiver=units.far)
    with pytest.raises(IntegrityError, match="transfer_elsewhere"), transaction.atomic():
        ChildTransfer.objects.update(receiver=units.commune)
    with pytest.raises(IntegrityError, match="transfer_decided"), transaction.atomic():
        ChildTransfer.objects.update(state="accepted")


def test_an_answer_stays(offered, neighbour_officer, units):
    acts.refuse_transfer(user=neighbour_officer, transfer=offered, reason="Không ở đây")
    for change in (lambda: ChildTransfer.objects.update(answer="x"), lambda: offered.delete()):
        with pytest.raises(Error, match="Cannot"), transaction.atomic():
            change()


# Leavers and returners


def test_a_leaver_comes_back(child, commune_officer, neighbour_officer):
    spell = SpellFactory(child=child)
    child_acts.end_child(user=commune_officer, child=child, reason="moved", on=D(2024, 11, 1), note="Sang Hà Giang")
    child.refresh_from_db()
    assert (child.end_note, child.updated_on) == ("Sang Hà Giang", D(2024, 11, 15))
    with refused("reason"):
        child_acts.reopen_child(user=commune_officer, child=child, reason=" ")
    with refused(code="right"):
        child_acts.reopen_child(user=neighbour_officer, child=child, reason="Trẻ đã trở về")
    again = child_acts.reopen_child(user=commune_officer, child=child, reason="Trẻ đã trở về")
    assert (again.state, again.ended_on, again.end_reason, again.end_note) == ("draft", None, "", "")
    spell.refresh_from_db()
    assert spell.valid.upper == D(2024, 11, 1)  # what holds again is written again
    assert Act.objects.get(act="child.reopen").reason == "Trẻ đã trở về"
    with refused(code="move"):
        child_acts.reopen_child(user=commune_officer, child=child, reason="lần nữa")


def test_who_stood_on_a_verified_list_is_active_again(child, units, commune_officer, commune_leader, district_officer):
    verify_list(user=district_officer, submission=submit_list(user=commune_leader, unit=units.commune))
    child_acts.end_child(user=commune_officer, child=child, reason="error", on=D(2024, 11, 15))
    assert child_acts.reopen_child(user=commune_officer, child=child, reason="Kết thúc nhầm").state == "active"


def test_after_16_no_file_is_opened_again(units, lists, commune_officer):
    grown = ChildFactory(unit=units.commune, date_of_birth=D(2008, 11, 15))
    with refused("on"):
        child_acts.end_child(user=commune_officer, child=grown, reason="aged", on=D(2024, 11, 14))
    child_acts.end_child(user=commune_officer, child=grown, reason="aged", on=D(2024, 11, 15))
    with refused(code="aged"):
        child_acts.reopen_child(user=commune_officer, child=grown, reason="nhầm")


# Pages


def test_both_sides_in_the_browser(child, family, units, client_of, commune_officer, neighbour_officer):
    sender, receiver = client_of(commune_officer), client_of(neighbour_officer)
    url = page("transfer_new", child.code)
    form = sender.get(url).context["form"]
    assert units.commune not in form.fields["receiver"].queryset and list(form.fields["siblings"].queryset) == [family]
    told = {"receiver": units.sibling.pk, "on": "2024-11-10", "reason": "Theo mẹ", "siblings": [family.pk]}
    assert sender.post(url, told | {"on": "2025-01-01"}).status_code == 422
    assert sender.post(url, told).status_code == 302
    transfer = ChildTransfer.objects.get(child=child)
    assert "đang chờ nơi khác nhận" in sender.get(page("child_detail", child.code)).content.decode()
    assert "chờ trả lời" in receiver.get(reverse("accounts:worklist")).content.decode()
    listed = receiver.get(page("transfer_list") + "?way=in").content.decode()
    assert child.full_name in listed and family.full_name in listed
    detail = page("transfer_detail", transfer.code)
    body = receiver.get(detail).content.decode()
    assert "Lý Thị Dê" in body and "Nhận hồ sơ" in body and page("child_detail", child.code) not in body
    assert "Nhận hồ sơ" not in sender.get(detail).content.decode()
    receiver.post(page("transfer_act", transfer.code, "tu-choi"), {"reason": ""})
    transfer.refresh_from_db()
    assert transfer.state == "proposed"
    strange = VillageFactory(unit=units.far)
    assert receiver.post(page("transfer_act", transfer.code, "nhan"), {"village": strange.pk}).status_code == 422
    answer = receiver.post(page("transfer_act", transfer.code, "nhan"), {"village": ""})
    assert answer["Location"] == page("child_detail", child.code)
    assert receiver.get(answer["Location"]).status_code == 200
    assert sender.get(page("child_detail", child.code)).status_code == 404
    assert "Lý Thị Dê" not in sender.get(detail).content.decode()  # answered: only what was sent remains
    sender.post(page("transfer_act", ChildTransfer.objects.get(child=family).code, "rut"))
    assert ChildTransfer.objects.get(child=family).state == "withdrawn"


def test_reopening_in_the_browser(child, client_of, commune_officer):
    officer = client_of(commune_officer)
    sent = {"reason": "moved", "on": "2024-11-01", "note": "Sang Hà Giang"}
    assert officer.post(page("child_end", child.code), sent).status_code == 302
    body = officer.get(page("child_detail", child.code)).content.decode()
    assert "Sang Hà Giang" in body and "Mở lại hồ sơ" in body and "Chuyển xã" not in body
    assert officer.post(page("child_reopen", child.code), {"reason": ""}).status_code == 422
    assert officer.post(page("child_reopen", child.code), {"reason": "Trẻ trở về"}).status_code == 302
    child.refresh_from_db()
    assert child.state == "draft"


def test_the_list_of_transfers_costs_the_same_at_3_and_30(units, lists, client_of, neighbour_officer):
    def some(count):
        for _number in range(count):
            TransferFactory(child=ChildFactory(unit=units.commune), receiver=units.sibling)

    browser = client_of(neighbour_officer)
    some(3)
    few = queries_of(browser, page("transfer_list"))
    some(27)
    assert queries_of(browser, page("transfer_list")) == few
