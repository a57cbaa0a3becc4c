"""What waits for a person in the funds."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funds.models import (
    BudgetEstimate,
    Distribution,
    Fund,
    LedgerCheck,
    Reversal,
    Sheet,
    StatementLine,
    Transfer,
    Voucher,
)
from funds.querysets.distribution import schools_of
from funds.services.school_confirmation import differing, unconfirmed
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.accounts.roles import Role
from lao_cai_support.accounts.worklist import Task
from lao_cai_support.web.clock import today


def tasks(user: Any) -> Iterator[Task]:
    """Each count is that of the list behind its link."""
    if can(user, "vouchers.approve"):
        count = Voucher.objects.visible_to(user).filter(state="draft").count()
        yield Task(_("Duyệt chứng từ"), count, reverse("funds:voucher_list") + "?state=draft")
        count = Distribution.objects.visible_to(user).filter(state="planned").count()
        yield Task(_("Duyệt đợt cấp phát"), count, reverse("funds:distribution_list") + "?state=planned")
    if can(user, "budgets.appraise"):
        count = BudgetEstimate.objects.visible_to(user, "budgets.appraise").filter(state="submitted").count()
        yield Task(_("Thẩm định dự toán ngân sách"), count, reverse("funds:estimate_list") + "?state=submitted")
    if can(user, "vouchers.draft"):
        count = StatementLine.objects.visible_to(user).unmatched().count()
        yield Task(_("Dòng sao kê chưa đối chiếu"), count, reverse("funds:bank_lines") + "?open=true")
    if can(user, "transfers.confirm"):
        own = Fund.objects.visible_to(user, "transfers.confirm")
        count = Transfer.objects.visible_to(user).waiting().filter(receiver__in=own).count()
        yield Task(_("Xác nhận khoản điều chuyển đến"), count, reverse("funds:transfer_list") + "?waiting=true")
        count = Reversal.objects.filter(
            state="asked", entry__fund__in=Fund.objects.visible_to(user, "vouchers.approve")
        ).count()
        yield Task(_("Duyệt đề nghị đảo bút toán"), count, reverse("funds:fund_list"))
    if can(user, "vouchers.draft") or can(user, "vouchers.approve"):
        check = LedgerCheck.objects.first()
        funds = Fund.objects.visible_to(user, "ledger.view").values_list("short_code", flat=True)
        count = sum(bool(check.of_fund(code)) for code in funds) if check and not check.holds else 0
        yield Task(_("Sổ không khớp: dừng chi và báo người phụ trách"), count, reverse("funds:ledger_check"), "late")
    if can(user, "vouchers.pay"):
        count = Voucher.objects.visible_to(user).filter(state="approved").count()
        yield Task(
            _("Thu, chi, nhập, xuất theo chứng từ đã duyệt"), count, reverse("funds:voucher_list") + "?state=approved"
        )
        count = Distribution.objects.visible_to(user).filter(state="approved").count()
        yield Task(_("Xuất cho đợt cấp phát đã duyệt"), count, reverse("funds:distribution_list") + "?state=approved")
    if schools_of(user):
        count = Sheet.objects.visible_to(user).filter(pk__in=unconfirmed(user)).count()
        yield Task(_("Xác nhận học sinh đã nhận"), count, reverse("funds:sheet_list") + "?unconfirmed=true")
    if can(user, "vouchers.draft") or can(user, "distributions.approve"):
        count = differing(Sheet.objects.visible_to(user)).count()
        yield Task(_("Nhà trường báo khác bảng ký nhận"), count, reverse("funds:sheet_list") + "?differs=true")
    if any(m.role in ACTS["distributions.record"] - {Role.SCHOOL_OFFICER} for m in user.current_memberships()):
        open_sheets = Sheet.objects.visible_to(user).filter(recorded_on=None, distribution__state="issued")
        late = open_sheets.filter(distribution__hand_out_on__lt=today()).count()
        yield Task(
            _("Bảng ký nhận đã trao mà chưa ghi kết quả"), late, reverse("funds:sheet_list") + "?late=true", "late"
        )
        rest = open_sheets.count() - late
        yield Task(_("Bảng ký nhận sắp trao"), rest, reverse("funds:sheet_list") + "?late=false")
