"""What waits for a person in the register."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from children.casework.due import waiting_for
from children.filters import AHEAD, LAPSING
from children.models import (
    Assessment,
    AssessmentDraft,
    CaseHandover,
    Child,
    ChildTransfer,
    DuplicatePair,
    EntryDraft,
    ListImport,
    Need,
    SealedGrant,
    Submission,
    WorkbookReturn,
)
from children.models.entry import Rows
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.accounts.worklist import Task
from lao_cai_support.web.clock import today


def tasks(user: Any) -> Iterator[Task]:
    """Each count is that of the list behind its link, with the same filter."""
    if can(user, "children.import"):
        waiting = ListImport.objects.visible_to(user).filter(state="preview").count()
        yield Task(_("Xem lại danh sách vừa tải lên"), waiting, reverse("children:import_list") + "?state=preview")
        unclear = ListImport.objects.visible_to(user).filter(state="columns").count()
        yield Task(_("Nhận cột của danh sách vừa tải lên"), unclear, reverse("children:import_list") + "?state=columns")
        typed = EntryDraft.objects.visible_to(user).open().aggregate(rows=Sum(Rows("rows")))["rows"] or 0
        yield Task(
            _("Dòng nhập nhanh chưa ghi vào sổ"),
            typed,
            reverse("children:entry_grid"),
            note=_("Những gì đã gõ vẫn được giữ; hãy xem lại rồi ghi vào sổ."),
        )
        returned_books = WorkbookReturn.objects.visible_to(user).filter(state="preview").count()
        yield Task(
            _("Xem thay đổi của sổ cầm tay nhận lại"),
            returned_books,
            reverse("children:workbook_list") + "?state=preview",
        )
        drafts = Child.objects.visible_to(user).filter(state="draft").count()
        yield Task(
            _("Hồ sơ trẻ em còn là bản nháp"),
            drafts,
            reverse("children:child_list") + "?state=draft",
            "info",
            _("Lãnh đạo xã nộp danh sách khi đã đủ."),
        )
        returned = Submission.objects.visible_to(user).returned_open().count()
        yield Task(
            _("Danh sách bị trả lại"), returned, reverse("children:submission_list") + "?returned=true", "returned"
        )
    if can(user, "imports.approve"):
        count = ListImport.objects.visible_to(user).to_approve(user).count()
        yield Task(_("Duyệt danh sách tải lên"), count, reverse("children:import_list") + "?state=to_approve")
        books = WorkbookReturn.objects.visible_to(user).to_approve(user).count()
        yield Task(_("Duyệt sổ cầm tay nhận lại"), books, reverse("children:workbook_list") + "?state=to_approve")
    if can(user, "needs.approve"):
        units = user.covered_units(ACTS["needs.approve"])
        count = Need.objects.visible_to(user).filter(state="open", unit__in=units).exclude(assessed_by=user).count()
        yield Task(_("Duyệt nhu cầu của trẻ em"), count, reverse("children:need_list") + "?state=open")
    if can(user, "lists.submit"):
        drafts = Child.objects.visible_to(user).filter(state="draft").count()
        yield Task(_("Nộp danh sách trẻ em của xã"), drafts, reverse("children:child_list") + "?state=draft")
        reopened = Submission.objects.visible_to(user).reopened_open().count()
        yield Task(
            _("Danh sách được mở lại, cần nộp lại"),
            reopened,
            reverse("children:submission_list") + "?reopened=true",
            "returned",
        )
    if can(user, "lists.verify"):
        count = Submission.objects.visible_to(user).waiting().count()
        yield Task(_("Thẩm định danh sách của xã"), count, reverse("children:submission_list") + "?state=submitted")
    if can(user, "children.merge"):
        pairs = DuplicatePair.objects.visible_to(user).waiting().count()
        yield Task(_("Hồ sơ có thể trùng"), pairs, reverse("children:duplicate_list") + "?state=open", "info")
    if can(user, "needs.publish"):
        count = Need.objects.visible_to(user).filter(state="approved").count()
        yield Task(_("Công bố nhu cầu đã duyệt"), count, reverse("children:need_list") + "?state=approved")
    if can(user, "needs.opinion"):
        count = Need.objects.visible_to(user).awaiting_opinion().count()
        yield Task(_("Cho ý kiến của ngành về nhu cầu"), count, reverse("children:need_list") + "?opinion=true")
    if can(user, "needs.assess"):
        yield from _of_assessments(user)
    if can(user, "needs.view"):
        late = Need.objects.visible_to(user).unmet().filter(needed_by__lt=today()).count()
        yield Task(
            _("Nhu cầu đã quá hạn mà còn thiếu"), late, reverse("children:need_list") + "?unmet=true&late=true", "late"
        )
    yield from _of_files(user)
    yield from _of_cases(user)


def _of_assessments(user: Any) -> Iterator[Task]:
    """Grids begun and not saved; assessments whose twelve months end."""
    begun = AssessmentDraft.objects.visible_to(user).open().count()
    yield Task(_("Bảng đánh giá đang nhập, chưa lưu"), begun, reverse("children:assess_pick"), "info")
    lapsing = Assessment.objects.visible_to(user).lapsing(today() + LAPSING).count()
    yield Task(
        _("Đánh giá lại nhu cầu sắp hoặc đã hết hiệu lực"),
        lapsing,
        reverse("children:assessment_list") + "?lapsing=true",
        "due",
        _("Mỗi đánh giá có hiệu lực 12 tháng."),
    )


def _of_files(user: Any) -> Iterator[Task]:
    """Birthdays that change something, files on their way, doors broken open."""
    children = reverse("children:child_list")
    if can(user, "children.edit"):
        held = Child.objects.visible_to(user).on_register()
        past = held.aged(16, today())
        soon = held.aged(16, today() + AHEAD).exclude(pk__in=past.values("pk"))
        yield Task(
            _("Trẻ đã đủ 16 tuổi, hồ sơ còn mở"),
            past.count(),
            children + "?turning=16-past",
            "late",
            _("Kết thúc hồ sơ sau khi kế hoạch hỗ trợ đã xong."),
        )
        yield Task(_("Trẻ sắp đủ 16 tuổi"), soon.count(), children + "?turning=16", "due", _("Trong 60 ngày tới."))
        yield Task(
            _("Hỏi lại sự đồng ý vì trẻ đủ 7 hoặc 16 tuổi"),
            held.lapsing_consents(today() + AHEAD).count(),
            children + "?turning=consent",
            "due",
            _("Từ ngày sinh nhật, sự đồng ý cũ không còn hiệu lực."),
        )
        transfers = reverse("children:transfer_list")
        waiting = ChildTransfer.objects.waiting_for(user).count()
        yield Task(_("Hồ sơ xã khác chuyển đến, chờ trả lời"), waiting, transfers + "?way=in")
        yield Task(
            _("Hồ sơ chuyển đi, chờ xã nhận"),
            ChildTransfer.objects.sent_by(user).count(),
            transfers + "?way=out",
            "info",
        )
    if can(user, "sealed.grant"):
        units = user.covered_units(ACTS["sealed.grant"])
        count = SealedGrant.objects.to_review().filter(unit__in=units).exclude(user=user).count()
        yield Task(
            _("Xem lại lần mở khẩn cấp hồ sơ niêm phong"), count, reverse("children:grant_list") + "?state=review"
        )


def _of_cases(user: Any) -> Iterator[Task]:
    """What waits in the cases the person is named in, and in plans of support; see casework.due."""
    if not (can(user, "cases.work") or can(user, "cases.decide")):
        return
    offered = CaseHandover.objects.waiting_for(user).count()
    yield Task(_("Vụ việc xã khác chuyển đến, chờ trả lời"), offered, reverse("children:handover_list") + "?cho=1")
    waiting = waiting_for(user)
    words = {
        "late": (_("Vụ việc có việc quá hạn"), "late"),
        "soon": (_("Vụ việc có việc sắp đến hạn"), "due"),
        "sign": (_("Vụ việc có giấy tờ chờ bạn ký"), "due"),
        "returned": (_("Vụ việc có giấy tờ bị trả lại"), "returned"),
        "review": (_("Xem lại lần mở khẩn cấp vụ việc"), "due"),
        "file": (_("Vụ việc đã đóng, chờ lưu hồ sơ"), "due"),
    }
    for what, (label, tone) in words.items():
        yield Task(label, len(waiting[what]), reverse("children:case_list") + f"?what={what}", tone)
