"""A case goes to another commune: offered with a reason, kept by the sender until it is accepted."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from children.models import CaseHandover, ProtectionCase
from children.services import case_handover as acts
from children.services.case import report_case
from lao_cai_support.accounts.worklist import tasks_for
from lao_cai_support.web.clock import now
from tests.children.cases import FIELDS
from tests.refusals import refused

REASON = "Trẻ về ở với bà ngoại tại xã này"


@pytest.fixture
def case(units, lists, commune_officer, commune_leader):
    return report_case(user=commune_officer, unit=units.commune, fields=FIELDS["report"], received_at=now())


def knows(user, case) -> bool:
    return ProtectionCase.objects.visible_to(user).filter(pk=case.pk).exists()


def page(name, *args):
    return reverse(f"children:{name}", args=args)


def test_the_sender_keeps_it_until_the_receiver_accepts(
    case, units, commune_officer, commune_leader, neighbour_leader, neighbour_officer
):
    offer = acts.offer_case(user=commune_leader, case=case, receiver=units.sibling, reason=REASON)
    assert knows(commune_officer, case) and not knows(neighbour_leader, case)
    with refused(code="open"):
        acts.offer_case(user=commune_leader, case=case, receiver=units.sibling, reason=REASON)
    for user in (neighbour_officer, commune_leader):
        with refused(code="right"):
            acts.accept_case(user=user, handover=offer)
    received = case.received_at
    acts.accept_case(user=neighbour_leader, handover=offer)
    case.refresh_from_db()
    assert case.unit == units.sibling and case.received_at == received
    assert knows(neighbour_leader, case)
    assert not knows(commune_officer, case) and not knows(commune_leader, case)
    with refused():
        acts.refuse_case(user=neighbour_leader, handover=offer, reason="muộn")


def test_what_an_offer_refuses(case, units, commune_officer, commune_leader, neighbour_leader):
    told = {"user": commune_leader, "case": case, "reason": REASON}
    with refused("receiver"):
        acts.offer_case(**told, receiver=units.commune)
    with refused("receiver"):
        acts.offer_case(**told, receiver=units.far)
    with refused("reason"):
        acts.offer_case(**told | {"reason": " "}, receiver=units.sibling)
    with refused(code="right"):
        acts.offer_case(**told | {"user": commune_officer}, receiver=units.sibling)
    with refused(code="closed"):
        acts.offer_case(**told | {"user": neighbour_leader}, receiver=units.sibling)


def test_a_refusal_says_why_and_the_case_stays(case, units, commune_leader, neighbour_leader, commune_officer):
    offer = acts.offer_case(user=commune_leader, case=case, receiver=units.sibling, reason=REASON)
    with refused("reason"):
        acts.refuse_case(user=neighbour_leader, handover=offer, reason="")
    acts.refuse_case(user=neighbour_leader, handover=offer, reason="Trẻ không ở xã này")
    assert knows(commune_officer, case)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseHandover.objects.filter(pk=offer.pk).update(answer="khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseHandover.objects.create(
            case=case, sender=case.unit, receiver=case.unit, reason="x", offered_by=commune_leader, offered_at=now()
        )


def test_the_pages_and_the_work_list(case, units, client_of, commune_leader, neighbour_leader, far_officer):
    sender, receiver = client_of(commune_leader), client_of(neighbour_leader)
    sender.post(page("handover_new", case.code), {"receiver": units.sibling.pk, "reason": REASON})
    offer = CaseHandover.objects.get()
    assert units.sibling.title in sender.get(page("case_detail", case.code)).content.decode()
    waiting = [task for task in tasks_for(neighbour_leader) if "chuyen" in task.url and "vu-viec" in task.url]
    assert [task.count for task in waiting] == [1]
    assert receiver.get(waiting[0].url).content.decode().count(page("handover_detail", offer.code)) == 1
    shown = receiver.get(page("handover_detail", offer.code)).content.decode()
    assert REASON in shown and "Giàng" not in shown and case.code not in shown
    assert receiver.get(page("case_detail", case.code)).status_code == 404
    answer = receiver.post(page("handover_act", offer.code, "nhan"))
    assert answer["Location"] == page("case_detail", case.code)
    assert receiver.get(answer["Location"]).status_code == 200
    assert sender.get(page("handover_detail", offer.code)).status_code == 404
    assert not [task for task in tasks_for(neighbour_leader) if "chuyen" in task.url and "vu-viec" in task.url]
