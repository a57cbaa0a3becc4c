"""What a paper of a case is made of: its kind, its number in the annex of NĐ 56/2017, who signs, which fields it has."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class CasePaperKind(models.TextChoices):
    REPORT = "report", _("Báo cáo tiếp nhận thông tin")
    CHECK = "check", _("Kết quả kiểm tra tính xác thực")
    FIRST = "first", _("Đánh giá nguy cơ ban đầu")
    MEASURES = "measures", _("Biên bản biện pháp khẩn cấp")
    SEPARATION = "separation", _("Quyết định tạm thời cách ly")
    LIFTING = "lifting", _("Quyết định chấm dứt tạm thời cách ly")
    DETAILED = "detailed", _("Thu thập thông tin, đánh giá nguy cơ cụ thể")
    MINUTES = "minutes", _("Biên bản họp")
    PLAN = "plan", _("Kế hoạch hỗ trợ, can thiệp")
    DECISION = "decision", _("Quyết định phê duyệt kế hoạch")
    SENDING = "sending", _("Gửi quyết định và kế hoạch")
    REFERRAL = "referral", _("Phiếu giới thiệu, bàn giao dịch vụ")
    VISIT = "visit", _("Phiếu thăm, theo dõi")
    REVIEW = "review", _("Rà soát, đánh giá sau khi thực hiện")
    FILING = "filing", _("Lưu hồ sơ")


# Drafted by the case worker, signed by the leader: never by one person.
TWO_PEOPLE: frozenset[str] = frozenset({"check", "separation", "lifting", "minutes", "decision", "review"})
# Of the case as a whole; the others belong to a round of the plan.
CASE_WIDE: frozenset[str] = frozenset({"report", "check", "first", "measures", "filing"})
# As often as there is reason: the newest counts. The others once per round, or once per case.
REPEATED: frozenset[str] = frozenset(
    {"first", "measures", "separation", "lifting", "detailed", "plan", "sending", "referral", "visit"}
)

FORM_NUMBER: dict[str, str] = {
    "report": "01",
    "first": "02",
    "detailed": "03",
    "plan": "04",
    "decision": "05",
    "review": "06",
    "separation": "07",
}
ARTICLE: dict[str, str] = {
    "report": "25",
    "check": "26",
    "first": "26",
    "measures": "26, 31",
    "separation": "31, 32",
    "lifting": "32",
    "detailed": "27",
    "minutes": "27",
    "plan": "28",
    "decision": "28",
    "sending": "28",
    "referral": "29",
    "visit": "29",
    "review": "30",
    "filing": "30",
}


def form_name(kind: str) -> str:
    """What the log calls a paper: the official number where there is one, in Vietnamese as the papers are."""
    if kind in FORM_NUMBER:
        return f"Mẫu số {FORM_NUMBER[kind]}"
    with translation.override("vi"):
        return str(CasePaperKind(kind).label)


LEVELS = (("high", _("Cao")), ("medium", _("Trung bình")), ("low", _("Thấp")))
YES_NO = (("yes", _("Có")), ("no", _("Không")))


@dataclass(frozen=True)
class Ask:
    """One field of a paper.

    ``kind``: text, long, date, moment, choice, number (whole đồng) or rows, which has ``columns`` of its own.
    """

    name: str
    label: Any
    kind: str = "text"
    required: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
    help: Any = ""
    columns: tuple["Ask", ...] = ()

    def word(self, value: Any) -> str:
        """The word of a chosen value."""
        return str(dict(self.choices).get(value, value or ""))


@dataclass(frozen=True)
class Part:
    """Fields under one heading of the paper."""

    title: Any
    asks: tuple[Ask, ...] = field(default_factory=tuple)


def level(name: str, label: Any) -> Ask:
    return Ask(name, label, "choice", True, LEVELS)


def yes_no(name: str, label: Any, *, required: bool = True, help: Any = "") -> Ask:
    return Ask(name, label, "choice", required, YES_NO, help)
