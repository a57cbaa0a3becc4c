"""The list behind a payment to children: written by code while the payment is a draft, printed, signed (I8)."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.models import Child
from funds.models import Payee, Voucher
from funds.models.voucher import VoucherState
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import record
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import format_vnd, parse_vnd

_LINE = re.compile(r"^\s*([0-9a-z]{10})\s*[;,\t ]\s*(\S.*?)\s*$", re.IGNORECASE)
MOST = 2000  # lines of one payment
MOST_TOLD = 10


@transaction.atomic
def write_list(*, user: Any, voucher: Voucher, text: str) -> int:
    """Write the whole list anew: a line for each child, its code and its amount in đồng; gives how many there are.

    Only children of the fund's area who are in the register on the payment's day; each once, and once per campaign and
    kind of support. The sum is the voucher's amount. Raises Refusal that names the lines; then the old list stays.
    """
    row = Voucher.objects.select_for_update(of=("self",), no_key=True).select_related("fund__unit").get(pk=voucher.pk)
    require(user, "vouchers.draft", unit=row.fund.unit_id)
    if not row.by_list or row.state != VoucherState.DRAFT:
        raise Refusal(_("Chỉ ghi danh sách cho phiếu chi theo danh sách và đang chờ duyệt."), code="state")
    wanted, wrong = _read(text)
    inside = AdministrativeUnit.objects.all().under(row.fund.unit)
    found = {
        child.code: child
        for child in Child.objects.filter(code__in=wanted, unit__in=inside, state="active").only("pk", "code")
    }
    missing = [code for code in wanted if code not in found]
    if missing:
        told = ", ".join(missing[:MOST_TOLD])
        wrong.append(_("Không có trẻ đang được theo dõi trong địa bàn của Quỹ mang mã: %(codes)s.") % {"codes": told})
    if wrong:
        raise Refusal(" ".join(wrong[:MOST_TOLD]), field="text", code="lines")
    total = sum(wanted.values())
    if total != row.amount:
        sums = {"total": format_vnd(total), "amount": format_vnd(row.amount)}
        raise Refusal(
            _("Danh sách cộng được %(total)s, số tiền của phiếu là %(amount)s.") % sums, field="text", code="sum"
        )
    row.payees.all().delete()
    try:
        with transaction.atomic():
            Payee.objects.bulk_create(
                Payee(voucher=row, child=found[code], amount=amount) for code, amount in wanted.items()
            )
    except IntegrityError as error:
        if "one payment per child" in str(error):
            raise Refusal(_paid_before(row, list(found.values())), field="text", code="twice") from None
        raise
    record(user, "voucher.list", row, right="vouchers.draft", unit=row.fund.unit_id, children=len(wanted))
    return len(wanted)


def _read(text: str) -> tuple[dict[str, int], list[str]]:
    """Codes with amounts as they were typed, and a sentence for each line that cannot be read."""
    wanted: dict[str, int] = {}
    wrong = []
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        wrong.append(_("Danh sách cần ít nhất một dòng."))
    if len(lines) > MOST:
        wrong.append(_("Một phiếu chi có nhiều nhất %(most)s dòng.") % {"most": MOST})
    for n, line in lines[:MOST]:
        match = _LINE.match(line)
        try:
            code, amount = (match[1].lower(), parse_vnd(match[2])) if match else ("", 0)
        except ValueError:
            code, amount = "", 0
        if not code or amount <= 0:
            wrong.append(_("Dòng %(n)s cần mã trẻ và số tiền.") % {"n": n})
        elif code in wanted:
            wrong.append(_("Dòng %(n)s: mã %(code)s đã có ở trên.") % {"n": n, "code": code})
        else:
            wanted[code] = amount
    return wanted, wrong


def _paid_before(row: Voucher, children: list[Child]) -> str:
    others = Payee.objects.filter(child__in=children, voucher__campaign=row.campaign).exclude(voucher=row)
    codes = list(others.exclude(voucher__state="cancelled").values_list("child__code", flat=True)[:MOST_TOLD])
    return _("Đã có trong một phiếu chi khác của chiến dịch này: %(codes)s.") % {"codes": ", ".join(codes)}


def payees_of(voucher: Voucher) -> list[Payee]:
    """The list with what the paper needs of each child; ``adult`` is who of the household would sign."""
    rows = list(
        voucher.payees.select_related("child__unit", "child__village", "child__household")
        .prefetch_related("child__household__guardians")
        .order_by("child__unit__sort_key", "child__sort_key", "pk")
    )
    for row in rows:
        adults = list(row.child.household.guardians.all()) if row.child.household else []
        row.adult = adults[0] if adults else None  # type: ignore[attr-defined]  # for the paper alone
    return rows
