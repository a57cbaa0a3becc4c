"""Acts on a fund's papers and people: keep a decision, appoint and relieve, change a purpose with consent."""

import datetime
import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from donors.models import Earmark
from funds.ledger import rules
from funds.ledger.figures import balance
from funds.ledger.post import post
from funds.models import BoardMember, Fund, FundPaper, FundPlace, Repurposing
from funds.models.paper import PaperKind
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.uploads import check_paper

LONGEST_TERM = 20  # years from today: further is a slip of the pen


def keep_paper(
    *,
    user: Any,
    fund: Fund,
    kind: str,
    number: str,
    issued_on: datetime.date,
    issuer: str,
    subject: str,
    file: Any,
) -> FundPaper:
    """Keep a decision or a consent as it was issued (PDF, or pictures of it). Raises Refusal; then no file stays."""
    require(user, "vouchers.draft", unit=fund.unit_id)
    if issued_on > today():
        raise Refusal(_("Ngày ban hành không thể sau hôm nay."), field="issued_on")
    content = check_paper(file)
    digest = hashlib.sha256(content.content).hexdigest()
    if fund.papers.filter(sha256=digest).exists():
        raise Refusal(_("Tệp này đã được lưu."), field="file")
    stored = store_private("funds", content.content, ending=content.kind)
    try:
        with transaction.atomic():
            row = FundPaper.objects.create(
                fund=fund,
                kind=kind,
                number=number.strip(),
                issued_on=issued_on,
                issuer=issuer.strip(),
                subject=subject.strip(),
                stored=stored,
                ending=content.kind,
                sha256=digest,
                kept_by=user,
                kept_on=today(),
            )
            record(user, "fund.paper", fund, right="vouchers.draft", unit=fund.unit_id, detail={"number": row.number})
    except BaseException:
        remove_private(stored)
        raise
    return row


@transaction.atomic
def appoint(
    *,
    user: Any,
    fund: Fund,
    full_name: str,
    work: str,
    post: str,
    paper: FundPaper,
    from_day: datetime.date,
    to_day: datetime.date | None,
) -> BoardMember:
    """A person joins the board for a term (the last day included), by a decision that the fund keeps."""
    require(user, "vouchers.approve", unit=fund.unit_id)
    latest = datetime.date(today().year + LONGEST_TERM, 12, 31)
    for name, day in (("from_day", from_day), ("to_day", to_day)):
        if day and day > latest:
            raise Refusal(_("Ngày này quá xa. Hãy kiểm tra lại năm."), field=name, code="far")
    if to_day and to_day < from_day:
        raise Refusal(_("Nhiệm kỳ không thể kết thúc trước khi bắt đầu."), field="to_day")
    if paper.fund_id != fund.pk or paper.kind != PaperKind.BOARD:
        raise Refusal(_("Hãy chọn quyết định nhân sự của Quỹ này."), field="paper")
    valid = DateRange(from_day, to_day + datetime.timedelta(days=1) if to_day else None)
    try:
        with transaction.atomic():
            row = BoardMember.objects.create(
                fund=fund, full_name=full_name.strip(), work=work.strip(), post=post, valid=valid, paper=paper
            )
    except IntegrityError as error:
        if "board_one_head" in str(error):
            raise Refusal(_("Trong thời gian này Quỹ đã có trưởng ban."), field="post") from None
        if "board_person_once" in str(error):
            raise Refusal(_("Người này đã có trong Ban trong thời gian đó."), field="full_name") from None
        raise
    record(user, "fund.appoint", fund, right="vouchers.approve", unit=fund.unit_id)
    return row


@transaction.atomic
def relieve(*, user: Any, member: BoardMember) -> BoardMember:
    """The person's term ends today."""
    require(user, "vouchers.approve", unit=member.fund.unit_id)
    row = BoardMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    end = today() + datetime.timedelta(days=1)
    if row.valid.lower >= end or (row.valid.upper and row.valid.upper <= end):
        raise Refusal(_("Nhiệm kỳ này chưa bắt đầu hoặc đã kết thúc."))
    row.valid = DateRange(row.valid.lower, end)
    row.save(update_fields=["valid"])
    record(user, "fund.relieve", row.fund, right="vouchers.approve", unit=row.fund.unit_id)
    return row


@transaction.atomic
def repurpose(
    *, user: Any, fund: Fund, earmark: Earmark, amount: int, consent: FundPaper, place: FundPlace, purpose: str = ""
) -> Repurposing:
    """What is left of an earmark becomes free money, or an earmark of another purpose, as the donor agreed in writing.

    ``amount`` in đồng; ``purpose`` nothing: free. The consent was kept by somebody else. Raises Refusal otherwise.
    """
    require(user, "vouchers.approve", unit=fund.unit_id)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if amount <= 0 or amount > balance(fund, "F2", earmark=earmark):
        raise Refusal(_("Khoản có địa chỉ này không còn đủ tiền."), field="amount")
    if consent.fund_id != fund.pk or consent.kind != PaperKind.CONSENT:
        raise Refusal(_("Hãy chọn văn bản đồng ý của nhà tài trợ."), field="consent")
    if consent.kept_by_id == user.pk:
        raise Refusal(_("Người lưu văn bản đồng ý không được tự đổi mục đích."), code="two_people")
    if place.fund_id != fund.pk or place.account not in ("A1", "A2"):
        raise Refusal(_("Nơi giữ tiền không thuộc quỹ này."), field="place")
    becomes = Earmark.objects.create(purpose=purpose.strip()[:300]) if purpose.strip() else None
    row = Repurposing.objects.create(
        fund=fund,
        earmark=earmark,
        becomes=becomes,
        place=place,
        amount=amount,
        consent=consent,
        done_by=user,
        done_on=today(),
    )
    post(
        fund=fund,
        day=today(),
        event="repurposed",
        text=f"Đổi mục đích theo {consent.number}",
        key=f"repurpose-{row.code}",
        lines=rules.repurposed(place=place, amount=amount, earmark=earmark, becomes=becomes),
        user=user,
    )
    record(user, "fund.repurpose", fund, right="vouchers.approve", unit=fund.unit_id, amount=amount)
    return row
