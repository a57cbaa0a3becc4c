"""The bank accounts of a fund, and the slip that tells a giver how to transfer."""

import datetime
from dataclasses import dataclass
from typing import Any

import segno
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import Campaign, Pledge
from funds.bank.vietqr import payload, reference
from funds.models import Fund, FundPlace
from funds.services.received import received_value
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pdf import print_template


@dataclass(frozen=True)
class CampaignTransfer:
    """The account, the words that lead a transfer to the campaign, the VietQR picture as a data address."""

    place: FundPlace
    words: str
    picture: str


@transaction.atomic
def open_account(
    *,
    user: Any,
    fund: Fund,
    name: str,
    account_no: str,
    bank_code: str,
    decision_no: str,
    holder: str = "",
    opened_on: datetime.date | None = None,
) -> FundPlace:
    """A further bank or treasury account of the fund, by decision; ``bank_code`` is the bank's six digits for VietQR."""
    require(user, "vouchers.approve", unit=fund.unit_id)
    if not decision_no.strip():
        raise Refusal(_("Hãy ghi số quyết định."), field="decision_no")
    try:
        with transaction.atomic():
            row = FundPlace.objects.create(
                fund=fund,
                kind=FundPlace.Kind.BANK,
                name=name.strip(),
                account_no=account_no.strip(),
                bank_code=bank_code,
                holder=holder.strip(),
                opened_on=opened_on,
            )
    except IntegrityError:
        raise Refusal(_("Quỹ đã có một nơi giữ mang tên này."), field="name") from None
    record(user, "fund.account", fund, right="vouchers.approve", unit=fund.unit_id, reason=decision_no.strip())
    return row


@transaction.atomic
def edit_account(
    *,
    user: Any,
    place: FundPlace,
    name: str,
    holder: str,
    account_no: str,
    bank_code: str,
    opened_on: datetime.date | None,
    closed_on: datetime.date | None,
    decision_no: str,
) -> FundPlace:
    """Correct what is written of a bank account, or close it from a day on, by decision.

    Raises Refusal when papers lie outside its days, or bank lines of it still wait.
    """
    row = FundPlace.objects.select_for_update(of=("self",), no_key=True).select_related("fund").get(pk=place.pk)
    require(user, "vouchers.approve", unit=row.fund.unit_id)
    if row.kind != FundPlace.Kind.BANK:
        raise Refusal(_("Chỉ sửa được tài khoản ngân hàng, kho bạc."), code="kind")
    if not decision_no.strip():
        raise Refusal(_("Hãy ghi số quyết định."), field="decision_no")
    if opened_on and closed_on and closed_on <= opened_on:
        raise Refusal(_("Ngày đóng phải sau ngày mở."), field="closed_on")
    papers = row.vouchers.exclude(state="cancelled")
    if opened_on and papers.filter(day__lt=opened_on).exists():
        raise Refusal(_("Đã có chứng từ của tài khoản này trước ngày mở."), field="opened_on")
    if closed_on and papers.filter(day__gte=closed_on).exists():
        raise Refusal(_("Đã có chứng từ của tài khoản này từ ngày đóng."), field="closed_on")
    if closed_on and (papers.exclude(state="posted").exists() or row.bank_lines.unmatched().exists()):
        raise Refusal(_("Tài khoản còn chứng từ chưa ghi sổ hoặc dòng sao kê chưa đối chiếu."), field="closed_on")
    told = {
        "name": name.strip(),
        "holder": holder.strip(),
        "account_no": account_no.strip(),
        "bank_code": bank_code,
        "opened_on": opened_on,
        "closed_on": closed_on,
    }
    changed = [field for field, value in told.items() if getattr(row, field) != value]
    for field, value in told.items():
        setattr(row, field, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(told))
    except IntegrityError:
        raise Refusal(_("Quỹ đã có một nơi giữ mang tên này."), field="name") from None
    record(
        user,
        "fund.account_edit",
        row.fund,
        right="vouchers.approve",
        unit=row.fund.unit_id,
        reason=decision_no.strip(),
        fields=changed,
    )
    return row


def campaign_code(campaign: Campaign) -> CampaignTransfer | None:
    """How one transfers money for a campaign, with the picture's text; None where its unit's fund has no account with a
    bank's six digits, or the campaign no longer receives."""
    if campaign.state != "published" or today() not in campaign.valid:
        return None
    places = FundPlace.objects.filter(fund__unit=campaign.unit_id, kind=FundPlace.Kind.BANK).exclude(bank_code="")
    place = places.select_related("fund").order_by("pk").first()
    words = reference(campaign.code)
    try:
        text = payload(bank=place.bank_code, account=place.account_no, words=words) if place else ""
    except ValueError:
        return None
    return (
        CampaignTransfer(place, words, segno.make(text, error="m").svg_data_uri(scale=4, border=2)) if place else None
    )


def transfer_slip(place: FundPlace, pledge: Pledge) -> bytes:
    """The slip with the VietQR picture of what is still open of a pledge of money.

    Raises Refusal for another pledge, and for an account whose bank is not told.
    """
    if pledge.form != "money" or pledge.state != "accepted" or pledge.route != "fund":
        raise Refusal(_("Chỉ in hướng dẫn cho cam kết tiền đã ký và chưa nhận đủ."))
    left = pledge.value - received_value(pledge)
    words = reference(pledge.code)
    try:
        text = payload(bank=place.bank_code, account=place.account_no, amount=left, words=words)
    except ValueError:
        raise Refusal(_("Tài khoản này chưa có mã ngân hàng hoặc số tài khoản đúng dạng.")) from None
    context = {
        "place": place,
        "pledge": pledge,
        "left": left,
        "words": words,
        "qr": segno.make(text, error="m").svg_data_uri(scale=4, border=1),
    }
    return print_template("funds/print/transfer_slip.html", context, title="Hướng dẫn chuyển khoản")
