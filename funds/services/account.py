"""The bank accounts of a fund, and the slip that tells a giver how to transfer."""

from typing import Any

import segno
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import Pledge
from funds.bank.vietqr import payload, reference
from funds.models import Fund, FundPlace
from funds.services.voucher import received_value
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pdf import print_template


@transaction.atomic
def open_account(*, user: Any, fund: Fund, name: str, account_no: str, bank_code: str, decision_no: str) -> FundPlace:
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
            )
    except IntegrityError:
        raise Refusal(_("Quỹ đã có một nơi giữ mang tên này."), field="name") from None
    record(user, "fund.account", fund, right="vouchers.approve", unit=fund.unit_id, reason=decision_no.strip())
    return row


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
