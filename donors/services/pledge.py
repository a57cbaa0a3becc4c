"""Acts on pledges: record, accept (agreement signed), refuse, withdraw, fulfil."""

import datetime
import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Item
from children.services.standard import check_goods
from donors.models import Campaign, Donor, Instalment, Pledge, PledgePaper
from donors.models.pledge import PLEDGE_MOVES, PledgeState
from donors.services.earmark import check_terms, make_earmark
from donors.services.instalment import Parts, check_parts
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import nfc
from lao_cai_support.web.uploads import check_paper

_LABELS = dict(PledgeState.choices)
MOST_PAPERS = 20


@transaction.atomic
def record_pledge(
    *,
    user: Any,
    donor: Donor,
    unit: Any,
    form: str,
    available_from: datetime.date,
    item: Item | None = None,
    quantity: int | None = None,
    unit_value: int | None = None,
    value: int | None = None,
    sizes: list[str] | None = None,
    campaign: Campaign | None = None,
    earmark: dict[str, Any] | None = None,
    instalments: Parts | None = None,
    route: str = "fund",
    used: bool = False,
    expires_on: datetime.date | None = None,
    quality_papers: str = "",
    anonymous: bool = False,
    to_refuse: bool = False,
) -> Pledge:
    """Write down a promise: goods (item, pieces, đồng a piece) or money (``value`` in đồng).

    ``instalments`` (day, đồng) must add up to the value. Goods are held against the standard of their item on the day
    they are to come. ``to_refuse``: what does not meet it is written down as refused, for a letter that says why.
    A donor may record its own; staff record anyone's. Raises Refusal with the field it belongs to.
    """
    own = can(user, "pledges.own") and donor.access.filter(user=user, valid__contains=today()).exists()
    if not own or to_refuse:
        require(user, "pledges.edit", unit=unit)
    if donor.archived:
        raise Refusal(_("Nhà tài trợ này đã ngừng theo dõi. Hãy mở lại hồ sơ nhà tài trợ trước."), field="donor")
    short = ""
    if form == "goods":
        if item is None or not quantity or not unit_value:
            raise Refusal(_("Cam kết hiện vật cần mặt hàng, số lượng và đơn giá."), field="item")
        unknown = set(sizes or []) - set(item.sizes)
        if unknown:
            raise Refusal(
                _("Cỡ %(sizes)s không có cho mặt hàng này. Các cỡ: %(known)s.")
                % {"sizes": ", ".join(sorted(unknown)), "known": ", ".join(item.sizes) or "–"},
                field="sizes",
            )
        value = quantity * unit_value
        short = _short_of_standard(
            item, available_from, expires_on=expires_on, used=used, papers=quality_papers, told=to_refuse
        )
    else:
        item, quantity, unit_value, sizes = None, None, None, None
        used, expires_on, quality_papers = False, None, ""
        if not value:
            raise Refusal(_("Cam kết tiền cần số tiền."), field="value")
    if to_refuse and not short:
        raise Refusal(
            _("Hàng này đạt tiêu chuẩn nên không có lý do để từ chối. Hãy bỏ chọn mục từ chối."), field="to_refuse"
        )
    terms = earmark or {}
    check_terms(terms, item=item, available_from=available_from)
    parts = instalments or []
    check_parts(parts, value=value, piece=unit_value, first_day=available_from)
    pledge = Pledge.objects.create(
        donor=donor,
        campaign=campaign,
        unit=unit,
        form=form,
        item=item,
        sizes=sizes or [],
        quantity=quantity,
        unit_value=unit_value,
        value=value,
        earmark=make_earmark(**terms),
        route=route,
        used=used,
        expires_on=expires_on,
        quality_papers=nfc(quality_papers.strip()),
        anonymous=anonymous,
        offered_on=today(),
        available_from=available_from,
        state=PledgeState.REFUSED if to_refuse else PledgeState.OFFERED,
        end_reason=short[:300],
        recorded_by=user,
    )
    Instalment.objects.bulk_create(Instalment(pledge=pledge, due_on=day, value=amount) for day, amount in parts)
    record(user, "pledge.record", pledge, right="pledges.edit", unit=unit, value=value)
    if to_refuse:
        record(user, "pledge.refused", pledge, right="pledges.edit", unit=unit, reason=short[:300])
    return pledge


def _short_of_standard(
    item: Item, day: datetime.date, *, expires_on: datetime.date | None, used: bool, papers: str, told: bool
) -> str:
    """What the goods fall short of: raised as a Refusal at its field, or told as a sentence."""
    try:
        check_goods(item, day, expires_on=expires_on, used=used, papers=papers)
    except Refusal as refusal:
        if told:
            return str(refusal)
        field = "quality_papers" if refusal.field == "quality_paper" else refusal.field
        raise Refusal(str(refusal), field=field, code=refusal.code) from None
    return ""


def _locked(pledge: Pledge) -> Pledge:
    return (
        Pledge.objects.select_for_update(of=("self",), no_key=True).select_related("item", "earmark").get(pk=pledge.pk)
    )


@transaction.atomic
def accept_pledge(*, user: Any, pledge: Pledge, agreement_no: str, accepted_on: datetime.date) -> Pledge:
    """The agreement is signed: from now on the pledge may be matched.

    Raises Refusal for a pledge whose time of use is over, and for goods that do not meet the standard of today.
    """
    row = _locked(pledge)
    require(user, "pledges.edit", unit=row.unit_id)
    check_move(PLEDGE_MOVES, row.state, PledgeState.ACCEPTED, labels=_LABELS)
    if accepted_on > today():
        raise Refusal(_("Ngày ký không thể sau hôm nay."), field="accepted_on")
    if accepted_on < row.offered_on:
        raise Refusal(_("Ngày ký không thể trước ngày ngỏ ý."), field="accepted_on")
    check_not_expired(row)
    if row.item:
        _short_of_standard(
            row.item,
            row.available_from,
            expires_on=row.expires_on,
            used=row.used,
            papers=row.quality_papers,
            told=False,
        )
    row.state, row.agreement_no, row.accepted_on = PledgeState.ACCEPTED, agreement_no, accepted_on
    row.save(update_fields=["state", "agreement_no", "accepted_on"])
    record(user, "pledge.accept", row, right="pledges.edit", unit=row.unit_id)
    return row


def check_not_expired(pledge: Pledge) -> None:
    """Refuse a pledge that may no longer be used, or whose goods are no longer good."""
    until = pledge.earmark.use_until if pledge.earmark else None
    if until and until < today():
        raise Refusal(
            _("Cam kết này chỉ được dùng đến %(day)s, nay đã quá hạn. Hãy đổi kế hoạch với hạn dùng mới, hoặc ghi rút.")
            % {"day": until.strftime("%d/%m/%Y")},
            code="expired",
        )
    if pledge.expires_on and pledge.expires_on <= today():
        raise Refusal(
            _("Hàng của cam kết này đã hết hạn ngày %(day)s. Hãy ghi rút và nhờ nhà tài trợ hứa lại hàng mới.")
            % {"day": pledge.expires_on.strftime("%d/%m/%Y")},
            code="expired",
        )


@transaction.atomic
def refuse_pledge(*, user: Any, pledge: Pledge, reason: str) -> Pledge:
    """Turn an offer down, such as goods that do not meet the standard; the letter to the donor says the reason."""
    row = _locked(pledge)
    require(user, "pledges.edit", unit=row.unit_id)
    check_move(PLEDGE_MOVES, row.state, PledgeState.REFUSED, labels=_LABELS)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    row.state, row.end_reason = PledgeState.REFUSED, reason.strip()[:300]
    row.save(update_fields=["state", "end_reason"])
    record(user, "pledge.refused", row, right="pledges.edit", unit=row.unit_id, reason=reason)
    return row


@transaction.atomic
def withdraw_pledge(*, user: Any, pledge: Pledge, reason: str) -> Pledge:
    """The donor takes the promise back. Refused while needs hold parts of it, and once something has come."""
    row = _locked(pledge)
    require(user, "pledges.edit", unit=row.unit_id)
    check_move(PLEDGE_MOVES, row.state, PledgeState.WITHDRAWN, labels=_LABELS)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if row.come_in:
        raise Refusal(_("Cam kết đã thực hiện một phần. Hãy đề nghị ghi phần còn lại là không thực hiện."))
    check_nothing_held(row)
    row.state, row.end_reason = PledgeState.WITHDRAWN, reason.strip()[:300]
    row.save(update_fields=["state", "end_reason"])
    record(user, "pledge.withdrawn", row, right="pledges.edit", unit=row.unit_id, reason=reason)
    return row


def check_nothing_held(pledge: Pledge) -> None:
    """Refuse to end a pledge of which needs hold more than has come."""
    if pledge.allocated_value > pledge.come_in or (
        pledge.quantity is not None and pledge.allocated_quantity > pledge.received_quantity
    ):
        raise Refusal(_("Cam kết đang giữ chỗ cho nhu cầu. Hãy hủy các phân bổ đó trước."))


@transaction.atomic
def fulfil_pledge(*, user: Any, pledge: Pledge) -> Pledge:
    """The fund has received all of it; called by the fund when its last receipt is posted."""
    row = _locked(pledge)
    check_move(PLEDGE_MOVES, row.state, PledgeState.FULFILLED, labels=_LABELS)
    row.state = PledgeState.FULFILLED
    row.save(update_fields=["state"])
    record(user, "pledge.fulfil", row, unit=row.unit_id)
    return row


@transaction.atomic
def reopen_pledge(*, user: Any, pledge: Pledge, reason: str) -> Pledge:
    """A receipt was turned back: what the fund has received is not all of it any more; called by the fund.

    No move of the table: nobody may choose it, it follows from the book.
    """
    row = _locked(pledge)
    if row.state == PledgeState.FULFILLED:
        row.state = PledgeState.ACCEPTED
        row.save(update_fields=["state"])
        record(user, "pledge.reopen", row, unit=row.unit_id, reason=reason)
    return row


@transaction.atomic
def set_anonymous(*, user: Any, pledge: Pledge, anonymous: bool) -> Pledge:
    """Whether the donor is named with this gift: the donor's own choice, or told to the office."""
    row = _locked(pledge)
    if not (can(user, "pledges.own") and row.donor.access.filter(user=user, valid__contains=today()).exists()):
        require(user, "pledges.edit", unit=row.unit_id)
    if row.anonymous != anonymous:
        row.anonymous = anonymous
        row.save(update_fields=["anonymous"])
        record(user, "pledge.anonymous" if anonymous else "pledge.named", row, unit=row.unit_id)
    return row


def keep_pledge_paper(*, user: Any, pledge: Pledge, kind: str, title: str, file: Any) -> PledgePaper:
    """Keep a paper of a pledge (PDF, or a picture of it). Raises Refusal; then no file stays."""
    if not (can(user, "pledges.own") and pledge.donor.access.filter(user=user, valid__contains=today()).exists()):
        require(user, "pledges.edit", unit=pledge.unit_id)
    content = check_paper(file)
    digest = hashlib.sha256(content.content).hexdigest()
    stored = store_private("pledges", content.content, ending=content.kind)
    try:
        with transaction.atomic():
            row = Pledge.objects.select_for_update(no_key=True).get(pk=pledge.pk)
            if row.papers.filter(sha256=digest).exists():
                raise Refusal(_("Tệp này đã được lưu."), field="file")
            if row.papers.count() >= MOST_PAPERS:
                raise Refusal(_("Cam kết này đã có quá nhiều giấy tờ. Hãy gộp các trang vào một tệp."), field="file")
            made = PledgePaper.objects.create(
                pledge=row,
                kind=kind,
                title=nfc(title.strip()),
                stored=stored,
                ending=content.kind,
                sha256=digest,
                uploaded_by=user,
                uploaded_on=today(),
            )
            record(user, "pledge.paper", row, unit=row.unit_id, detail={"paper": made.code})
    except BaseException:
        remove_private(stored)
        raise
    return made
