"""Instalments of a pledge: the plan, what came in against each, another plan, and reminders."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from donors.models import Earmark, Instalment, Pledge, PledgeReminder, Replan
from donors.querysets.pledge import SOON
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import format_number

Parts = list[tuple[datetime.date, int]]
MOST_PARTS = 60
_COPIED = (
    "places", "areas", "items", "sexes", "ethnic_groups", "circumstances", "age_from", "age_to", "purpose", "leftover",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One instalment as it stands: ``come`` of ``value`` (đồng); ``state`` come, late, due (within two weeks), later
    or gone (written off)."""

    due_on: datetime.date
    value: int
    come: int
    state: str
    pieces: int | None = None


def check_parts(parts: Parts, *, value: int, piece: int | None, first_day: datetime.date | None = None) -> None:
    """Refuse a plan that does not add up to ``value`` (đồng), has a day twice, or parts of a piece of goods."""
    if not parts:
        return
    total = sum(amount for _day, amount in parts)
    if len({day for day, _amount in parts}) < len(parts) or any(amount <= 0 for _day, amount in parts):
        raise Refusal(_("Mỗi đợt cần một ngày riêng và một số tiền lớn hơn 0."), field="instalments")
    if len(parts) > MOST_PARTS:
        raise Refusal(_("Kế hoạch có nhiều nhất %(n)s đợt.") % {"n": MOST_PARTS}, field="instalments")
    if piece and any(amount % piece for _day, amount in parts):
        raise Refusal(_("Hiện vật chia theo chiếc: mỗi đợt là một số chiếc trọn."), field="instalments")
    if total != value:
        raise Refusal(
            _("Các đợt cộng lại là %(total)s, phải bằng giá trị cam kết %(value)s.")
            % {"total": format_number(total // (piece or 1)), "value": format_number(value // (piece or 1))},
            field="instalments",
        )


def parts_of(pledge: Pledge, rows: Iterable[Instalment] | None = None) -> list[Part]:
    """The plan in force with what has come: what came first counts for what was due first. A pledge without a plan
    is one part, due when it was to be had."""
    plan = [row for row in (pledge.instalments.in_force() if rows is None else rows) if row.plan == pledge.plan]
    promised = [(row.due_on, row.value) for row in sorted(plan, key=lambda row: row.due_on)]
    promised = promised or [(pledge.available_from, pledge.value + pledge.written_off)]
    left, gone = pledge.come_in, pledge.written_off
    came: list[int] = []
    for _day, value in promised:
        came.append(min(left, value))
        left -= came[-1]
    told = list(zip(promised, came, strict=True))
    states = ["come" if come == value else "" for (_day, value), come in told]
    # What was written off is what was due last.
    for index, ((_day, value), come) in reversed(list(enumerate(told))):
        if gone > 0:
            gone -= value - come
            states[index] = states[index] or "gone"
    return [
        Part(day, value, come, state or _when(pledge, day), value // pledge.unit_value if pledge.unit_value else None)
        for ((day, value), come), state in zip(told, states, strict=True)
    ]


def _when(pledge: Pledge, day: datetime.date) -> str:
    """What is to be said of a part that has not come."""
    if pledge.state in ("withdrawn", "written_off", "refused"):
        return "gone"
    if day < today():
        return "late"
    return "due" if day <= today() + SOON else "later"


@transaction.atomic
def replan_pledge(
    *,
    user: Any,
    pledge: Pledge,
    reason: str,
    instalments: Parts,
    available_from: datetime.date | None = None,
    use_until: datetime.date | None = None,
) -> Pledge:
    """Another plan of the same promise, with the reason; the old one stays to be read.

    The parts (day, đồng) add up to all that was promised. ``use_until`` gives an earmark a later end; refused once
    something has come, since what lies in the fund keeps the terms it came with. Raises Refusal at the field.
    """
    row = Pledge.objects.select_for_update(of=("self",), no_key=True).select_related("earmark").get(pk=pledge.pk)
    require(user, "pledges.edit", unit=row.unit_id)
    if row.state not in ("offered", "accepted"):
        raise Refusal(_("Chỉ đổi kế hoạch của cam kết đang thực hiện."), code="move")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if not instalments:
        raise Refusal(_("Hãy ghi ít nhất một đợt."), field="instalments")
    check_parts(instalments, value=row.value + row.written_off, piece=row.unit_value)
    mark = row.earmark
    if use_until and (mark is None or use_until != mark.use_until):
        if row.come_in:
            raise Refusal(
                _("Đã nhận một phần theo hạn dùng cũ. Quỹ đổi hạn bằng văn bản đồng ý của nhà tài trợ (đổi mục đích)."),
                field="use_until",
            )
        if use_until < today():
            raise Refusal(_("Hạn dùng mới phải từ hôm nay trở đi."), field="use_until")
        terms = {name: getattr(mark, name) for name in _COPIED} if mark else {}
        row.earmark = Earmark.objects.create(**terms, use_until=use_until, replaces=mark)
    row.plan += 1
    row.available_from = available_from or row.available_from
    row.save(update_fields=["plan", "available_from", "earmark"])
    Instalment.objects.bulk_create(
        Instalment(pledge=row, plan=row.plan, due_on=day, value=amount) for day, amount in instalments
    )
    Replan.objects.create(pledge=row, plan=row.plan, reason=reason.strip()[:300], by=user, on=today())
    record(user, "pledge.replan", row, right="pledges.edit", unit=row.unit_id, reason=reason)
    return row


# Reminders


def remind_pledges() -> int:
    """Remind of every part that is late or due within two weeks, each once of each; gives how many.

    The staff's work list counts late pledges by itself; the donor gets a letter when an address is known. Run twice,
    it tells those it has not told.
    """
    day, made = today(), 0
    behind = (
        Pledge.objects.behind(day + SOON).select_related("donor").prefetch_related("instalments", "donor__contacts")
    )
    for pledge in behind.order_by("pk"):
        for part in parts_of(pledge, pledge.instalments.all()):
            if part.state in ("late", "due"):
                made += _reminded(pledge, part)
    return made


def _reminded(pledge: Pledge, part: Part) -> bool:
    kind = PledgeReminder.Kind.LATE if part.state == "late" else PledgeReminder.Kind.SOON
    address = next((contact.email for contact in pledge.donor.contacts.all() if contact.email), "")
    if pledge.reminders.filter(due_on=part.due_on, kind=kind).exists():
        return False
    try:
        # Written and sent together: a letter that cannot be sent is tried again the next time.
        with transaction.atomic():
            PledgeReminder.objects.create(
                pledge=pledge, due_on=part.due_on, kind=kind, on=today(), mailed=bool(address)
            )
            if address:
                with translation.override("vi"):
                    send_mail(_("Nhắc hạn cam kết hỗ trợ trẻ em"), _letter(pledge, part), None, [address])
    except IntegrityError:  # another worker was quicker
        return False
    return True


def _letter(pledge: Pledge, part: Part) -> str:
    """To whom promised: what is due and when. Nothing about children, and no other gift."""
    left = part.value - part.come
    what = (
        f"{format_number(left // pledge.unit_value)} {pledge.item.unit_vi} {pledge.item.name_vi}"
        if pledge.item and pledge.unit_value
        else _("%(n)s đồng") % {"n": format_number(left)}
    )
    told = {"donor": pledge.donor.name, "what": what, "day": part.due_on.strftime("%d/%m/%Y")}
    opening = (
        _("Kính gửi %(donor)s,\n\nTheo thỏa thuận, đợt %(what)s hẹn ngày %(day)s đến nay Quỹ chưa nhận đủ.")
        if part.state == "late"
        else _("Kính gửi %(donor)s,\n\nTheo thỏa thuận, đợt %(what)s hẹn vào ngày %(day)s.")
    )
    return "\n\n".join(
        (
            opening % told,
            _("Nếu cần lùi hạn, xin trả lời để cán bộ đổi kế hoạch. Nếu đã chuyển, xin bỏ qua thư này."),
            settings.SITE_URL + reverse("donors:pledge_detail", args=[pledge.code]),
        )
    )
