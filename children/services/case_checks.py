"""What a paper of a case must say before it is handed in or signed: each refusal names what is missing or wrong."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from children.casework.clocks import SEPARATION_DAYS
from children.casework.papers import FORM_NUMBER, CasePaperKind
from children.casework.record import CaseRecord, as_day
from children.casework.state import belongs, may_add, missing_papers
from children.models.consent import Purpose
from children.services.case import why_not_told
from children.services.consent import consent_valid
from lao_cai_support.web.clock import HANOI, now, today
from lao_cai_support.web.errors import Refusal


def paper_name(kind: str) -> str:
    """A paper's name as people say it: "Đánh giá nguy cơ ban đầu (Mẫu số 02)"."""
    label = str(CasePaperKind(kind).label)
    return (
        _("%(paper)s (Mẫu số %(number)s)") % {"paper": label, "number": FORM_NUMBER[kind]}
        if kind in FORM_NUMBER
        else label
    )


def check_place(record: CaseRecord, kind: str) -> None:
    """Raise Refusal unless the case has come to this paper: it says which papers are missing before it."""
    if not belongs(record, kind):
        raise Refusal(_("Kế hoạch hỗ trợ không có giấy tờ này."), code="kind")
    if record.closing and kind != "filing":
        raise Refusal(_("Vụ việc đã đóng. Có tin báo mới thì lập vụ việc mới."), code="closed_case")
    if record.drafts.get(kind):
        raise Refusal(_("Giấy tờ này đang có một bản nháp. Hãy mở bản nháp đó."), code="draft")
    if kind == "filing" and not record.closing:
        raise Refusal(_("Chỉ lưu hồ sơ sau khi vụ việc đã đóng (Mẫu số 06)."), code="missing")
    missing = missing_papers(record, kind)
    if missing:
        raise Refusal(
            _("Còn thiếu: %(papers)s.") % {"papers": "; ".join(paper_name(each) for each in missing)}, code="missing"
        )
    if kind == "separation" and not record.urgent:
        raise Refusal(
            _("Đánh giá ban đầu kết luận không khẩn cấp. Có nguy hiểm mới thì lập lại Mẫu số 02 trước."),
            code="not_urgent",
        )
    if not may_add(record, kind):
        raise Refusal(_("Giấy tờ này đã có, hoặc chưa đến lượt."), code="there")


def check_content(record: CaseRecord, paper: Any) -> None:
    """Raise Refusal at the field that keeps the paper from being handed in or signed."""
    why_not_told(paper.kind, paper.fields, paper.form_version)
    if paper.done_at > now():
        raise Refusal(_("Không thể ghi việc chưa xảy ra: thời điểm ở sau bây giờ."), field="done_at")
    # What is typed has no seconds; what the portal wrote by itself has.
    if record.sealed and paper.done_at < record.case.received_at.replace(second=0, microsecond=0):
        raise Refusal(_("Thời điểm này trước lúc tiếp nhận thông tin."), field="done_at")
    check = _CHECKS.get(paper.kind)
    if check:
        check(record, paper)


def _separation(record: CaseRecord, paper: Any) -> None:
    begins, ends = _span(paper.fields["from"], paper.fields["to"], "to")
    if begins < record.received_on:
        raise Refusal(_("Không cách ly trước ngày tiếp nhận thông tin."), field="from")
    days = record.separated_days([(begins, ends)])
    if days > SEPARATION_DAYS and not paper.fields.get("requested_by"):
        raise Refusal(
            _(
                "Cả gia hạn là %(days)s ngày; tối đa 15 ngày, trừ khi cơ quan có thẩm quyền đề nghị bằng văn bản (Điều 32)."
            )
            % {"days": days},
            field="to",
            code="too_long",
        )


def _lifting(record: CaseRecord, paper: Any) -> None:
    if record.separation is None:
        raise Refusal(_("Không có quyết định tạm thời cách ly nào đang có hiệu lực."), code="missing")
    detailed = record.last("detailed")
    if detailed.signed_at < record.last("separation").signed_at or detailed.fields.get("carer_safe") != "yes":
        raise Refusal(
            _(
                "Chấm dứt cách ly khi Mẫu số 03, lập sau quyết định cách ly, xác định người chăm sóc bảo đảm an toàn (Điều 32)."
            ),
            code="missing",
        )
    last = as_day(paper.fields["last_day"])
    begins, ends = record.separation
    if not last or not begins <= last <= ends:
        raise Refusal(_("Ngày cuối phải nằm trong thời gian cách ly."), field="last_day")


def _plan(_record: CaseRecord, paper: Any) -> None:
    for number, line in enumerate(paper.fields["services"]):
        _span(line["starts"], line["ends"], f"services-{number}-ends")


def _decision(record: CaseRecord, paper: Any) -> None:
    newest = record.holds("plan")
    if newest is None or paper.about_id != newest.pk:
        raise Refusal(
            _("Kế hoạch đã được lập lại. Hãy bỏ bản nháp này và trình quyết định cho kế hoạch mới."), code="plan"
        )


def _referral(record: CaseRecord, paper: Any) -> None:
    if paper.fields["basis"] != "consent":
        if not (record.sealed and record.urgent):
            raise Refusal(_("Chỉ vụ việc khẩn cấp mới chia sẻ thông tin mà không cần sự đồng ý."), field="basis")
        return
    child = record.case.child
    if child is None:
        raise Refusal(
            _("Chưa biết trẻ nào trong sổ, nên chưa có sự đồng ý nào. Hãy gắn hồ sơ trẻ trước."),
            field="basis",
            code="consent",
        )
    if not consent_valid(child, Purpose.REFERRAL, paper.done_at.astimezone(HANOI).date()):
        raise Refusal(
            _("Chưa có sự đồng ý giới thiệu đến dịch vụ còn hiệu lực vào ngày này. Hãy ghi sự đồng ý trước."),
            field="basis",
            code="consent",
        )


def _review(record: CaseRecord, paper: Any) -> None:
    ends = record.plan_ends
    if ends and today() < ends and not paper.fields.get("early_reason"):
        raise Refusal(
            _("Kế hoạch kết thúc ngày %(day)s. Rà soát sớm hơn thì ghi lý do.") % {"day": f"{ends:%d/%m/%Y}"},
            field="early_reason",
        )
    if paper.fields["outcome"] != "close":
        return
    if paper.fields["risk_remains"] != "no" or paper.fields["stable"] != "yes":
        raise Refusal(
            _(
                "Chỉ đóng khi không còn nguy cơ và thể chất, tâm lý, tình cảm đã ổn định (Điều 30). Hãy đề xuất tiếp tục."
            ),
            field="outcome",
            code="risk",
        )
    if record.apart_on(today()):
        raise Refusal(
            _("Trẻ còn đang tạm thời cách ly. Hãy chấm dứt cách ly trước khi đóng."), field="outcome", code="apart"
        )


def _span(begins: str, ends: str, field: str) -> tuple[datetime.date, datetime.date]:
    first, last = as_day(begins), as_day(ends)
    if first is None or last is None or last < first:
        raise Refusal(_("Ngày kết thúc không thể trước ngày bắt đầu."), field=field)
    return first, last


_CHECKS = {
    "separation": _separation,
    "lifting": _lifting,
    "plan": _plan,
    "decision": _decision,
    "referral": _referral,
    "review": _review,
}
