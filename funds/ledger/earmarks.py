"""What a donor restricted, asked of the database: the same function answers here, at posting and in verify_ledger."""

import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from lao_cai_support.web.errors import Refusal

# What may be wrong → the sentence, and the field of the form it belongs to.
SENTENCES: dict[str, tuple[Any, str]] = {
    "date": (_("Khoản có địa chỉ này phải dùng trước ngày nhà tài trợ ghi. Hãy hỏi lại nhà tài trợ."), "day"),
    "kind": (_("Nhà tài trợ không chỉ định khoản chi này. Hãy chọn khoản chi đúng mục đích."), "expenditure"),
    "place": (_("Nhà tài trợ chỉ định địa bàn khác. Hãy chọn địa bàn đúng chỉ định."), "commune"),
}


def earmark_break(earmark: Any, *, expenditure: str | None, unit: Any, day: datetime.date | None) -> str:
    """Which rule of the earmark a spending breaks: date, kind, place, or nothing ("").

    Without ``expenditure`` kind and place are not asked, without ``day`` the date is not.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT earmark_break(%s, %s, %s, %s)", [earmark.pk, expenditure, unit.pk if unit else None, day]
        )
        return str(cursor.fetchone()[0])


def refusal(broken: str) -> Refusal:
    sentence, field = SENTENCES[broken]
    return Refusal(str(sentence), field=field, code=f"earmark_{broken}")


def check_earmark(earmark: Any, *, expenditure: str | None, unit: Any, day: datetime.date | None) -> None:
    """Raises Refusal, with the field, when the donor's restriction does not allow the spending (I6)."""
    broken = earmark_break(earmark, expenditure=expenditure, unit=unit, day=day)
    if broken:
        raise refusal(broken)
