"""What waits for a person in the funds."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funds.models import Distribution, Fund, Sheet, Transfer, Voucher
from lao_cai_support.accounts.rights import can
from lao_cai_support.accounts.worklist import Task
from lao_cai_support.web.clock import today


def tasks(user: Any) -> Iterator[Task]:
    """Each count is that of the list behind its link."""
    if can(user, "vouchers.approve"):
        count = Voucher.objects.visible_to(user).filter(state="draft").count()
        yield Task(_("Duyệt chứng từ"), count, reverse("funds:voucher_list") + "?state=draft")
        count = Distribution.objects.visible_to(user).filter(state="planned").count()
        yield Task(_("Duyệt đợt cấp phát"), count, reverse("funds:distribution_list") + "?state=planned")
    if can(user, "transfers.confirm"):
        own = Fund.objects.visible_to(user, "transfers.confirm")
        count = Transfer.objects.visible_to(user).waiting().filter(receiver__in=own).count()
        yield Task(_("Xác nhận khoản điều chuyển đến"), count, reverse("funds:transfer_list") + "?waiting=true")
    if can(user, "vouchers.pay"):
        count = Voucher.objects.visible_to(user).filter(state="approved").count()
        yield Task(
            _("Thu, chi, nhập, xuất theo chứng từ đã duyệt"), count, reverse("funds:voucher_list") + "?state=approved"
        )
        count = Distribution.objects.visible_to(user).filter(state="approved").count()
        yield Task(_("Xuất cho đợt cấp phát đã duyệt"), count, reverse("funds:distribution_list") + "?state=approved")
    if can(user, "distributions.record"):
        open_sheets = Sheet.objects.visible_to(user).filter(recorded_on=None, distribution__state="issued")
        late = open_sheets.filter(distribution__hand_out_on__lt=today()).count()
        yield Task(
            _("Bảng ký nhận đã trao mà chưa ghi kết quả"), late, reverse("funds:sheet_list") + "?late=true", "late"
        )
        rest = open_sheets.count() - late
        yield Task(_("Bảng ký nhận sắp trao"), rest, reverse("funds:sheet_list") + "?late=false")
