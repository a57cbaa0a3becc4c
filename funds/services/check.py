"""The night's proof of the books, and the words for what it finds."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funds.ledger.invariants import INVARIANTS, broken
from funds.models import JournalEntry, LedgerCheck

# What is told to an accountant or a chair; the auditor's line stands beside it.
WORDS: dict[str, Any] = {
    "I1": _("Một bút toán có tổng nợ khác tổng có."),
    "I2": _("Số dư ghi sẵn khác số cộng lại từ các bút toán."),
    "I3": _("Số dư đầu năm của báo cáo khác số dư cuối năm trước."),
    "I4": _("Tài sản và nguồn của quỹ không bằng nhau."),
    "I5": _("Có lúc tiền, hàng hoặc một khoản của quỹ bị âm."),
    "I6": _("Tiền hoặc hàng có địa chỉ đã dùng không đúng chỉ định của nhà tài trợ."),
    "I7": _("Một khoản chi không có quyết định đúng thẩm quyền."),
    "I8": _("Bảng ký nhận không khớp với sổ, hoặc một trẻ nhận hai lần."),
    "I9": _("Số chứng từ bị thiếu, trùng hoặc lùi ngày."),
    "I10": _("Một khoản thu không có chứng từ, hoặc chứng từ khác với sổ."),
    "I11": _("Sổ phụ ngân hàng, kiểm kê quỹ hoặc kho khác với sổ."),
    "I12": _("Chi quản lý vượt mức được duyệt hoặc vượt 10 % phần thu được tính."),
    "I13": _("Tiền ngân sách lẫn với tiền vận động."),
    "I14": _("Tiền điều chuyển gửi đi và nhận về không khớp."),
    "I15": _("Cam kết hoặc hỗ trợ trực tiếp bị tính vào sổ."),
    "I16": _("Một khoản tài trợ nước ngoài chưa có văn bản phê duyệt."),
    "I17": _("Báo cáo đã công bố khác với sổ."),
    "I18": _("Một bảng của báo cáo cộng không đúng."),
    "I19": _("Số trẻ của báo cáo nhiều hơn số lượt."),
    "I20": _("Số tiền bằng chữ khác bằng số."),
    "I21": _("Khen thưởng nhiều hơn số đã nhận của nhà tài trợ."),
    "I22": _("Một chứng từ thiếu người ký, hoặc một người ký hai lần."),
    "I23": _("Một bút toán đã bị sửa hoặc xóa sau khi ghi."),
    "I24": _("Báo cáo công khai có thông tin nhận ra một trẻ em."),
}


@transaction.atomic
def check_ledger() -> LedgerCheck:
    """Ask every invariant of the whole book and keep the answer. All questions see the same moment of the book."""
    if not connection.savepoint_ids:  # outermost: later statements see no entry that came meanwhile
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    began = timezone.now()
    entries = JournalEntry.objects.count()
    found: list[dict[str, Any]] = [
        {"code": one.code, "sentence": one.sentence, "lines": [line[:300] for line in lines]} for one, lines in broken()
    ]
    return LedgerCheck.objects.create(
        began_at=began,
        ended_at=timezone.now(),
        entries=entries,
        asked=len(INVARIANTS),
        first_broken=found[0]["code"] if found else "",
        broken=found,
    )


def last_check() -> LedgerCheck | None:
    return LedgerCheck.objects.first()


def told(check: LedgerCheck, short_code: str) -> list[dict[str, Any]]:
    """What of the check is one fund's, in plain words with the auditor's line."""
    return [{**one, "words": WORDS[one["code"]]} for one in check.of_fund(short_code)]
