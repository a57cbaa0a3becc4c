"""Objects for the addresses of funds: one's own fund and another's, the own commune's sheet and the neighbour's."""

from collections.abc import Callable
from typing import Any

from funds.models import Distribution, Fund, Sheet, SheetLine, Transfer
from tests.factories.donors import AllocationFactory
from tests.factories.funds import DAY, VoucherFactory
from tests.rights.frame import Get, Sample

Own = Callable[[Get], dict[str, Any]]


def fund(get: Get) -> dict[str, Any]:
    return {"code": get("province_fund").code}


def strange_fund(get: Get) -> dict[str, Any]:
    """The district's: no business of those who work in the province's fund."""
    return {"code": get("district_fund").code}


def voucher(of: str, **more: str) -> Own:
    return lambda get: {"code": VoucherFactory(fund=get(of), drafted_by=get("fund_accountant")).code, **more}


def _distribution(of: Fund) -> Distribution:
    return Distribution.objects.create(fund=of, name="Áo ấm", decision_no="1/QĐ", decision_on=DAY, hand_out_on=DAY)


def distribution(of: str, **more: str) -> Own:
    return lambda get: {"code": _distribution(get(of)).code, **more}


def transfer(sender: str, receiver: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        here, there = get(sender), get(receiver)
        place = here.places.get(kind="bank")
        row = Transfer.objects.create(
            sender=here, receiver=there, from_place=place, amount=1_000_000, decision_no="2/QĐ", sent_on=DAY
        )
        return {"code": row.code}

    return make


def sheet(need: str) -> Own:
    """A sheet with one line for the need."""

    def make(get: Get) -> dict[str, Any]:
        wanted = get(need)
        row = Sheet.objects.create(distribution=_distribution(get("province_fund")), unit=wanted.unit)
        share = AllocationFactory(pledge=get("pledge"), need=wanted)
        SheetLine.objects.create(sheet=row, allocation=share, issued=1, value=share.value)
        return {"code": row.code}

    return make


SAMPLES = {
    f"funds:{name}": Sample(reader, fund, strange_fund)
    for name, reader in (
        ("fund_detail", "fund_cashier"),
        ("ledger", "fund_chair"),
        ("receipt_new", "fund_accountant"),
        ("goods_new", "fund_accountant"),
        ("payment_new", "fund_accountant"),
        ("distribution_new", "fund_accountant"),
        ("transfer_new", "fund_chair"),
        ("share_new", "fund_chair"),
        ("year_close", "fund_chair"),
    )
} | {
    "funds:transfer_detail": Sample(
        "fund_chair", transfer("province_fund", "district_fund"), transfer("district_fund", "commune_fund")
    ),
    "funds:voucher_detail": Sample("fund_cashier", voucher("province_fund"), voucher("district_fund")),
    "funds:voucher_pdf": Sample("fund_accountant", voucher("province_fund"), voucher("district_fund")),
    "funds:voucher_act": Sample(
        "fund_chair", voucher("province_fund", act="approve"), voucher("district_fund", act="approve")
    ),
    "funds:distribution_detail": Sample("fund_cashier", distribution("province_fund"), distribution("district_fund")),
    "funds:distribution_act": Sample(
        "fund_chair", distribution("province_fund", act="approve"), distribution("district_fund", act="approve")
    ),
    "funds:sheet_detail": Sample("commune_officer", sheet("need"), sheet("neighbour_need")),
    "funds:sheet_pdf": Sample("commune_officer", sheet("need"), sheet("neighbour_need")),
}
