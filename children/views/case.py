"""Pages of cases: the list of one's own, a report, the case itself. Each look at a case is logged on the case."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.casework.clocks import Clock, clocks_of
from children.casework.papers import FORM_NUMBER, CasePaperKind
from children.casework.record import CaseRecord
from children.casework.state import OVER, TONES, state_of, steps_of
from children.filters import CaseFilter
from children.forms.case import BreakCaseForm, ChildCodeForm, ReportForm
from children.models import CaseMember, Child, ProtectionCase
from children.services import case as acts
from children.services.case_member import break_case
from children.views.child import child_url, open_child, own_unit
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of, seen
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

STANDING_TONES = {"met": "ok", "met_late": "bad", "late": "bad", "soon": "act", "running": "", "unknown": "act"}
STANDING_WORDS = {
    "met": gettext_lazy("đúng hạn"),
    "met_late": gettext_lazy("đã làm, quá hạn"),
    "late": gettext_lazy("quá hạn"),
    "soon": gettext_lazy("sắp đến hạn"),
    "running": gettext_lazy("còn hạn"),
    "unknown": gettext_lazy("chưa biết lịch nghỉ của năm"),
}


def case_url(case: ProtectionCase) -> str:
    return reverse("children:case_detail", args=[case.code])


def record_of(case: Any) -> CaseRecord:
    """The row's record, read once however many columns ask."""
    if not hasattr(case, "told"):
        case.told = CaseRecord(case)
    return case.told


def state_tag(case: Any) -> Tag:
    state = state_of(record_of(case))
    return Tag(state.label, TONES.get(state, ""))


def next_clock(record: CaseRecord) -> Clock | None:
    """The binding clock that ends first of those still running."""
    if state_of(record) in OVER:
        return None
    running = [clock for clock in clocks_of(record) if clock.binding and not clock.met_at and clock.due_at]
    return min(running, key=lambda clock: clock.due_at, default=None)  # type: ignore[arg-type,return-value]


def until(clock: Clock) -> Any:
    """The last day or moment of a term."""
    return clock.last_day if clock.whole_day else clock.due_at


def _due(case: Any) -> Any:
    clock = next_clock(record_of(case))
    return (
        Tag(
            f"{until(clock):%d/%m/%Y %H:%M}" if not clock.whole_day else f"{until(clock):%d/%m/%Y}",
            STANDING_TONES[clock.standing(now())],
        )
        if clock
        else ""
    )


COLUMNS = [
    Column("who", gettext_lazy("Trẻ"), "who", link=case_url, sub=lambda c: c.get_kind_display()),
    Column("unit", gettext_lazy("Xã"), "unit.title", sort=("unit__sort_key",), run=True),
    Column("received", gettext_lazy("Tiếp nhận"), "received_at", kind="date", sort=("received_at",), run=True),
    Column("state", gettext_lazy("Trạng thái"), state_tag, kind="tag"),
    Column("due", gettext_lazy("Hạn gần nhất"), _due, kind="tag"),
]


@office_page("cases.view", "cases.report")
def case_list(request: OfficeRequest) -> HttpResponse:
    """The cases one is named in, and the plans of support of the own communes; nobody else's show anywhere."""
    listing = Listing(
        request,
        ProtectionCase.objects.visible_to(request.user).with_record(),
        key="cases",
        columns=COLUMNS,
        filterset=CaseFilter,
        default_sort="-received",
        noun=ngettext_lazy("%(n)s vụ việc, kế hoạch", "%(n)s vụ việc, kế hoạch", "count"),
        export=False,
    )
    links = []
    if can(request.user, "cases.report"):
        links.append({"label": _("Tiếp nhận thông tin"), "url": reverse("children:case_new"), "primary": True})
    if can(request.user, "cases.work") or can(request.user, "cases.decide"):
        links.append({"label": _("Tải bản chụp giấy tờ"), "url": reverse("children:scan_new")})
    if can(request.user, "sealed.break"):
        links.append({"label": _("Mở khẩn cấp"), "url": reverse("children:case_break")})
    context = {
        "title": _("Vụ việc và kế hoạch hỗ trợ"),
        "lede": _("Vụ việc bảo vệ trẻ em chỉ hiện với người được nêu tên trong đó."),
        "acts": links,
        "empty_text": _("Khi bạn được nêu tên trong một vụ việc, vụ việc đó hiện ở đây."),
    }
    return listing.response("components/list_page.html", context)


@office_page("cases.report")
def case_new(request: OfficeRequest) -> HttpResponse:
    """A report from any channel; a child's file may be named by its code, or come with ``?tre=``."""
    units = AdministrativeUnit.objects.communes().as_of(today()).select_related("parent").order_by("sort_key")
    own = own_unit(request, "cases.report")
    unit = own if own and own.level == "commune" else None
    child = Child.objects.visible_to(request.user).filter(code=request.GET.get("tre", "")).first()
    told = {"child_name": child.full_name, "born": str(child.born), "sex": child.sex} if child else {}
    form = ReportForm(request.POST or None, units=units, unit=child.unit if child else unit, fields=told)
    if child and not form.is_bound:
        form.initial["child_code"] = child.code
    if request.method == "POST" and form.is_valid():
        made = _reported(request, form)
        if made and ProtectionCase.objects.visible_to(request.user).filter(pk=made.pk).exists():
            messages.success(request, _("Đã tiếp nhận. Thời hạn bắt đầu tính từ lúc tiếp nhận."))
            return redirect(case_url(made))
        if made:
            messages.success(request, _("Đã chuyển ngay cho lãnh đạo %(unit)s.") % {"unit": made.unit.title})
            return redirect("children:case_list")
    context = {
        "form": form,
        "title": _("Tiếp nhận thông tin trẻ em"),
        "number": "01",
        "article": "25",
        "draftable": False,
        "submit": _("Ghi và mở vụ việc"),
        "cancel_url": reverse("children:case_list"),
        "crumbs": [(_("Vụ việc và kế hoạch hỗ trợ"), reverse("children:case_list"))],
    }
    return render(request, "children/case_paper_form.html", context, status=422 if form.errors else 200)


def _reported(request: OfficeRequest, form: ReportForm) -> ProtectionCase | None:
    data = form.cleaned_data
    child = None
    if data["child_code"]:
        code = data["child_code"].strip().lower()
        child = Child.objects.visible_to(request.user).filter(code=code).first()
        if child is None:
            form.add_error("child_code", _("Không thấy hồ sơ nào với mã này trong phạm vi của bạn."))
            return None
    try:
        return acts.report_case(
            user=request.user, unit=data["unit"], fields=form.told(), received_at=data["done_at"], child=child
        )
    except Refusal as refusal:
        field = {"received_at": "done_at", "child": "child_code"}.get(refusal.field or "", refusal.field)
        form.add_error(field if field in form.fields else None, str(refusal))
        return None


def known_case(request: OfficeRequest, code: str) -> ProtectionCase:
    """A case that the person may know of; 404 otherwise."""
    return get_object_or_404(ProtectionCase.objects.visible_to(request.user).with_record(), code=code)


@office_page("cases.view")
def case_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The case: what is due, the law's steps with their papers and what is missing, who is named, the history."""
    case = known_case(request, code)
    seen(request.user, case, "case", right="cases.view")
    record = record_of(case)
    moment = now()
    works = can(request.user, "cases.work", unit=case.unit_id)
    decides = can(request.user, "cases.decide", unit=case.unit_id)
    members = list(case.members.select_related("user", "named_by", "reviewed_by"))
    own = next((m for m in members if m.user_id == request.user.pk and m.emergency and is_active(m, moment)), None)
    named = any(m.user_id == request.user.pk and not m.emergency and is_active(m, moment) for m in members)
    child_seen = case.child and Child.objects.visible_to(request.user).filter(pk=case.child_id or 0).exists()
    context = {
        "case": case,
        "state": state_tag(case),
        "over": state_of(record) in OVER,
        "clocks": [_drawn(clock, moment) for clock in clocks_of(record)],
        "steps": steps_of(record),
        "numbers": FORM_NUMBER,
        "labels": dict(CasePaperKind.choices),
        "round": record.round,
        "works": works,
        "decides": decides,
        "may_write": works or decides,
        "may_name": named and (works or decides),
        "members": [(m, is_active(m, moment)) for m in members],
        "scans": case.scans.select_related("paper"),
        "handover": case.handovers.filter(accepted__isnull=True).select_related("receiver").first(),
        "may_offer": named and decides and state_of(record) not in OVER,
        "emergency": own,
        "child_url": child_url(case.child) if case.child and child_seen else "",
        "history": history_of(case)[:30],
    }
    return render(request, "children/case_detail.html", context)


def is_active(member: CaseMember, moment: Any) -> bool:
    return member.ended_at is None and (member.ends_at is None or member.ends_at > moment)


def _drawn(clock: Clock, moment: Any) -> dict[str, Any]:
    standing = clock.standing(moment)
    return {
        "clock": clock,
        "until": until(clock),
        "tag": Tag(STANDING_WORDS[standing], STANDING_TONES[standing] if clock.binding or standing == "met" else ""),
    }


@office_page("cases.work")
def case_link(request: OfficeRequest, code: str) -> HttpResponse:
    """Say which child of the register the case is about."""
    case = known_case(request, code)
    form = ChildCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["child"].strip().lower()
        child = Child.objects.visible_to(request.user).filter(code=asked).first()
        if child is None:
            form.add_error("child", _("Không thấy hồ sơ nào với mã này trong phạm vi của bạn."))
        elif try_form(form, acts.link_child, user=request.user, case=case, child=child):
            return redirect(case_url(case))
    return case_form(request, case, form, _("Gắn với hồ sơ trẻ"), _("Gắn"))


def case_form(request: OfficeRequest, case: ProtectionCase, form: Any, title: str, submit: Any) -> HttpResponse:
    """A short form about the case, with the way back to it."""
    context = {
        "title": title,
        "form": form,
        "submit": submit,
        "cancel_url": case_url(case),
        "crumbs": [(_("Vụ việc và kế hoạch hỗ trợ"), reverse("children:case_list")), (case.who, case_url(case))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("sealed.break")
def case_break(request: OfficeRequest) -> HttpResponse:
    """Open a case by the code on its papers, alone: the same page and the same answer whether there is one or not."""
    form = BreakCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = try_form(form, break_case, user=request.user, **form.cleaned_data)
        if found:
            return redirect(case_url(found))
    context = {
        "title": _("Mở khẩn cấp một vụ việc"),
        "lede": _(
            "Chỉ khi tính mạng, sức khỏe của trẻ đang bị đe dọa. Quyền tự hết sau 4 giờ và người khác sẽ xem lại."
        ),
        "form": form,
        "submit": _("Mở khẩn cấp"),
        "cancel_url": reverse("children:case_list"),
        "crumbs": [(_("Vụ việc và kế hoạch hỗ trợ"), reverse("children:case_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("cases.work")
@require_POST
def support_new(request: OfficeRequest, code: str) -> HttpResponse:
    """Begin a plan of support for the child."""
    child = open_child(request, code)
    made = do(request, acts.open_support, _("Đã mở kế hoạch hỗ trợ."), child=child)
    return redirect(case_url(made) if made else child_url(child))
