"""Papers of the funds: vouchers, hand-over minutes, counts. Each carries a QR picture of its own address, which brings
the scan of the signed paper back (services/scan.py). Layout: domain/funds 3.2; form codes are those remembered of
TT 107/2017 and **unverified** under TT 24/2024."""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from funds.models import BudgetEstimate, CashCount, Sheet, StockCount, Voucher
from funds.services.budget_figures import totals
from lao_cai_support.web.pdf import print_template
from lao_cai_support.web.words import dong_in_words

MOST_ON_A5 = 220  # letters; a longer money paper is printed on A4, so that it stays on one page
FORM_CODES = {
    "PT": "C40-BB",
    "BC": "theo mẫu của Quỹ",
    "PC": "C41-BB",
    "NK": "C30-HD",
    "XK": "C31-HD",
    "TN": "C40-BB",
    "CN": "C41-BB",
}


def qr(address: str) -> str:
    """The picture of an address of ours."""
    return str(segno.make(settings.SITE_URL + address, error="m").svg_data_uri(scale=3, border=1))


def sides(voucher: Voucher) -> tuple[str, str]:
    """(debit, credit) accounts as the paper's head tells them (domain/funds 7.1)."""
    purse = "F2" if voucher.earmark_id else "F1"
    place = voucher.place.account
    if voucher.budget_line_id:
        return ("B3", "B1") if voucher.kind == "TN" else ("B2", "B3")
    if voucher.kind in ("PT", "BC"):
        return place, purse
    if voucher.kind == "NK":
        return "A3", "F3"
    kind = voucher.expenditure_id or ""
    if voucher.kind == "XK":
        return ("F3" if kind else "A4"), "A3"
    return ("F4" if kind.startswith("M") else purse if kind else "A4"), place


def _told(voucher: Voucher) -> int:
    """How many letters the paper's lines hold."""
    return len(voucher.party) + len(voucher.party_address) + len(voucher.reason) + len(voucher.cancel_reason)


def _goods(voucher: Voucher) -> list[Any]:
    """The lines of goods as a storekeeper reads them: each item with its sizes going up."""
    lines = voucher.lines.select_related("item", "lot")
    return sorted(lines, key=lambda line: (line.item.name_vi, line.size.zfill(10), line.pk))


def voucher_pdf(voucher: Voucher) -> bytes:
    """The paper in the official layout, a cancelled one struck as such. The same voucher gives the same bytes."""
    lines = _goods(voucher)
    debit, credit = sides(voucher)
    context = {
        "voucher": voucher,
        "lines": lines,
        "pieces": sum(line.quantity for line in lines),
        "debit": debit,
        "credit": credit,
        "form_code": FORM_CODES[voucher.kind],
        "goods": voucher.kind in ("NK", "XK"),
        "roomy": voucher.kind in ("NK", "XK") or _told(voucher) > MOST_ON_A5,
        "received": voucher.kind in ("PT", "PC", "TN", "CN") and voucher.state != "cancelled",
        "line": getattr(voucher, "bank_line", None),
        "qr": qr(reverse("funds:voucher_detail", args=[voucher.code])),
    }
    return print_template("funds/print/voucher.html", context, title=voucher.full_number)


def handover_pdf(voucher: Voucher) -> bytes:
    """The minutes of goods handed over: by the giver to the fund (NK), by the fund to who delivers (XK)."""
    context = {
        "voucher": voucher,
        "incoming": voucher.kind == "NK",
        "lines": _goods(voucher),
        "qr": qr(reverse("funds:voucher_detail", args=[voucher.code])),
    }
    return print_template("funds/print/handover.html", context, title=f"Biên bản bàn giao {voucher.full_number}")


def count_pdf(count: CashCount | StockCount, lines: list[Any]) -> bytes:
    """The minutes of a count of cash by denomination, or of a store by lot."""
    cash = isinstance(count, CashCount)
    context = {
        "count": count,
        "lines": lines,
        "qr": qr(reverse("funds:count_detail", args=["quy" if cash else "kho", count.code])),
    }
    if isinstance(count, CashCount):
        context |= {"words": dong_in_words(count.counted)}
    else:
        context |= {
            "book_value": sum(line.book * line.lot.unit_value for line in lines),
            "counted_value": sum(line.counted * line.lot.unit_value for line in lines),
        }
    template = f"funds/print/count_{'cash' if cash else 'stock'}.html"
    return print_template(template, context, title="Biên bản kiểm kê quỹ" if cash else "Biên bản kiểm kê kho")


def estimate_pdf(estimate: BudgetEstimate, *, settled: bool) -> bytes:
    """The estimate as it stands, or the settlement of a settled one (domain/funds 2.3, 3.5)."""
    lines = list(estimate.lines.all())
    figures = totals(lines)
    context = {
        "estimate": estimate,
        "fund": estimate.fund,
        "lines": lines,
        "sum": figures,
        "decisions": estimate.decisions.all(),
        "words": dong_in_words(figures["used" if settled else "requested"]),
        "on": estimate.settled_on if settled else estimate.submitted_on or estimate.drafted_on,
        "qr": qr(reverse("funds:budget", args=[estimate.code])),
    }
    template = f"funds/print/budget_{'settlement' if settled else 'estimate'}.html"
    return print_template(template, context, title="Quyết toán kinh phí" if settled else "Dự toán kinh phí")


def payees_pdf(voucher: Voucher, lines: list[Any]) -> bytes:
    """The list behind a payment to children, to be signed; each of ``lines`` carries ``adult``."""
    context = {
        "voucher": voucher,
        "lines": lines,
        "total": sum(line.amount for line in lines),
        "words": dong_in_words(sum(line.amount for line in lines)),
        "qr": qr(reverse("funds:voucher_detail", args=[voucher.code])),
    }
    return print_template("funds/print/payees.html", context, title="Danh sách ký nhận tiền")


def sheet_paper(sheet: Sheet, lines: list[Any]) -> bytes:
    """The list to be signed; each of ``lines`` carries ``adult``, who of the household would sign."""
    total = sum(line.value for line in lines)
    for line in lines:
        named = line.adult.full_name if line.adult else ""
        line.who = line.signer or named
        line.relation = line.adult.get_relation_display() if line.adult and line.who == named else ""
    context = {
        "sheet": sheet,
        "lines": lines,
        "total": total,
        "words": dong_in_words(total),
        "qr": qr(reverse("funds:sheet_detail", args=[sheet.code])),
    }
    return print_template("funds/print/sheet.html", context, title="Danh sách ký nhận")
