"""Papers for a donor: receipt, letter of thanks, yearly statement. They name no child and no commune."""

from donors.models import Pledge
from funds.models import Voucher
from funds.services.giving import Gift, Statement
from funds.services.print import qr
from lao_cai_support.web.clock import today
from lao_cai_support.web.pdf import print_template
from lao_cai_support.web.words import dong_in_words


def receipt_pdf(voucher: Voucher) -> bytes:
    """The confirmation of one receipt to its giver (form of domain/funds 3.2: giver, content, amount in figures and
    words, purpose)."""
    context = {
        "voucher": voucher,
        "lines": list(voucher.lines.select_related("item")) if voucher.kind == "NK" else [],
        "qr": qr("/dong-gop-cua-toi/"),
    }
    return print_template("funds/print/giving_receipt.html", context, title=f"Giấy xác nhận {voucher.full_number}")


def thanks_pdf(gift: Gift) -> bytes:
    """The letter of thanks for one gift, with what became of it so far."""
    pledge: Pledge = gift.pledge
    context = {
        "gift": gift,
        "pledge": pledge,
        "fund": gift.receipts[-1].fund,
        "on": today(),
        "first": gift.receipts[0],
        "received": sum(row.amount for row in gift.receipts),
        "words": dong_in_words(sum(row.amount for row in gift.receipts)),
        "qr": qr("/dong-gop-cua-toi/"),
    }
    return print_template("funds/print/giving_thanks.html", context, title=f"Thư cảm ơn {pledge.donor}")


def statement_pdf(told: Statement) -> bytes:
    context = {"told": told, "on": today(), "words": dong_in_words(told.received)}
    return print_template("funds/print/giving_statement.html", context, title=f"Bảng kê năm {told.year}")
