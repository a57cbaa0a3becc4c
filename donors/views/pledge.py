"""Pages of pledges; a donor's account meets its own here."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from children.views.need import whom_anonymous
from donors.filters import PledgeFilter
from donors.forms.pledge import AcceptForm, PledgeEntryForm, PledgePaperForm, ReplanForm, in_dong, plan_text
from donors.models import Donor, Pledge, WriteOff
from donors.services import pledge as acts
from donors.services.earmark import fitting_needs
from donors.services.instalment import parts_of, replan_pledge
from donors.services.pledge_print import agreement_pdf, refusal_pdf, terms_told
from donors.services.write_off import ask_write_off, decide_write_off
from donors.standing import standing
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import bytes_response, file_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.money import format_vnd
from lao_cai_support.web.pages import do, try_form

TONES = {
    "offered": "act",
    "accepted": "brand-t",
    "fulfilled": "ok",
    "refused": "bad",
    "withdrawn": "",
    "written_off": "bad",
}


def pledge_url(pledge: Pledge) -> str:
    return reverse("donors:pledge_detail", args=[pledge.code])


def what(pledge: Pledge) -> str:
    """Money, or pieces of an item."""
    if pledge.item:
        return f"{pledge.quantity} {pledge.item.unit} {pledge.item}"
    return str(pledge.get_form_display())


def headed(pledge: Pledge) -> str:
    """A pledge as the head of its page: pieces of an item, or the amount."""
    return what(pledge) if pledge.item else format_vnd(pledge.value)


COLUMNS = [
    Column("donor", pgettext_lazy("một", "Nhà tài trợ"), "donor.name", sort=("donor__sort_key",), link=pledge_url),
    Column("what", pgettext_lazy("một", "Cam kết"), what, sort=("form", "item__name_vi")),
    Column("value", gettext_lazy("Giá trị"), "value", kind="vnd", sort=("value",)),
    Column("come", gettext_lazy("Đã nhận"), "come_in", kind="vnd", opt=True),
    Column("allocated", gettext_lazy("Đã phân bổ"), "allocated_value", kind="vnd", sort=("allocated_value",), opt=True),
    Column("from", gettext_lazy("Có từ"), "available_from", kind="date", sort=("available_from",)),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda p: Tag(p.get_state_display(), TONES[p.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("pledges.view", "pledges.own")
def pledge_list(request: OfficeRequest) -> HttpResponse:
    rows = Pledge.objects.visible_to(request.user).select_related("donor", "item")
    listing = Listing(
        request,
        rows,
        key="pledges",
        columns=COLUMNS,
        filterset=PledgeFilter,
        default_sort="-from",
        noun=ngettext_lazy("%(n)s cam kết", "%(n)s cam kết", "count"),
    )
    links = []
    if can(request.user, "pledges.edit") or can(request.user, "pledges.own"):
        links.append({"label": _("Ghi cam kết"), "url": reverse("donors:pledge_new"), "primary": True})
    if can(request.user, "pledges.edit"):
        links.append({"label": _("Lời hứa từ trang công khai"), "url": reverse("donors:offer_list")})
    if can(request.user, "campaigns.edit"):
        links.append({"label": _("Chiến dịch"), "url": reverse("donors:campaign_list")})
    if can(request.user, "matching.appeal"):
        links.append({"label": _("Đang cần nhất"), "url": reverse("donors:appeal")})
    return listing.response("components/list_page.html", {"title": _("Cam kết"), "acts": links})


@office_page("pledges.view", "pledges.own")
def pledge_detail(request: OfficeRequest, code: str) -> HttpResponse:
    pledge = get_object_or_404(
        Pledge.objects.visible_to(request.user).select_related("donor", "item", "campaign", "earmark", "unit"),
        code=code,
    )
    allocations = pledge.allocations.filter(state__in=["reserved", "fulfilled"]).select_related(
        "need__item", "need__unit__parent", "need__child"
    )
    # Donors never meet a child's name; staff find it on the need.
    lines = [(allocation, whom_anonymous(allocation.need)) for allocation in allocations[:200]]
    may_edit = can(request.user, "pledges.edit", unit=pledge.unit_id)
    staff = can(request.user, "pledges.view")
    asked = pledge.write_offs.filter(state=WriteOff.State.ASKED).select_related("asked_by").first()
    running = pledge.state in ("offered", "accepted")
    context = {
        "pledge": pledge,
        "what": headed(pledge),
        "tone": TONES[pledge.state],
        "lines": lines,
        "staff": staff,
        "sees_needs": can(request.user, "needs.view"),
        "standing": standing(pledge, [line for line, _whom in lines]),
        "parts": parts_of(pledge),
        "replans": pledge.replans.select_related("by"),
        "reminders": pledge.reminders.all()[:10] if staff else [],
        "terms": terms_told(pledge.earmark),
        "papers": pledge.papers.select_related("uploaded_by"),
        "fits_nothing": staff and running and pledge.allocated_value == 0 and not fitting_needs(pledge),
        "asked": asked,
        "may_decide": bool(asked)
        and can(request.user, "pledges.write_off", unit=pledge.unit_id)
        and asked is not None
        and asked.asked_by_id != request.user.pk,
        "may_edit": may_edit,
        "may_accept": pledge.state == "offered" and may_edit,
        "may_withdraw": running and may_edit and not pledge.come_in,
        "may_replan": running and may_edit,
        "may_write_off": pledge.state == "accepted" and may_edit and asked is None and pledge.still_to_come > 0,
        "may_keep": may_edit or not staff,
        "history": history_of(pledge)[:20],
    }
    return render(request, "donors/pledge_detail.html", context)


def _province(request: OfficeRequest) -> Any:
    units = request.user.covered_units(ACTS["pledges.edit"] | ACTS["pledges.own"])
    return AdministrativeUnit.objects.filter(level="province", pk__in=units).as_of(today()).first()


@office_page("pledges.edit", "pledges.own")
def pledge_new(request: OfficeRequest) -> HttpResponse:
    unit = _province(request)
    if unit is None:
        raise Http404
    staff = can(request.user, "pledges.edit")
    donors = Donor.objects.visible_to(request.user).filter(archived=False)
    form = PledgeEntryForm(
        request.POST or None, donors=donors, staff=staff, initial={"donor": request.GET.get("donor"), "leftover": "ask"}
    )
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.record_pledge, user=request.user, unit=unit, **form.typed())
        if row:
            return redirect(pledge_url(row))
    return _page(request, form, _("Ghi cam kết hỗ trợ"), _("Lưu cam kết"))


def _page(
    request: OfficeRequest, form: Any, title: str, submit: str, *, pledge: Pledge | None = None, lede: str = ""
) -> HttpResponse:
    crumbs = [(_("Cam kết"), reverse("donors:pledge_list"))]
    if pledge:
        crumbs.append((headed(pledge), pledge_url(pledge)))
    context = {
        "title": title,
        "lede": lede or (str(pledge.donor) if pledge else ""),
        "form": form,
        "submit": submit,
        "cancel_url": pledge_url(pledge) if pledge else reverse("donors:pledge_list"),
        "crumbs": crumbs,
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


def _pledge(request: OfficeRequest, code: str) -> Pledge:
    rows = Pledge.objects.visible_to(request.user).select_related("donor", "item", "earmark", "unit", "campaign")
    found: Pledge = get_object_or_404(rows, code=code)
    return found


@office_page("pledges.edit")
def pledge_accept(request: OfficeRequest, code: str) -> HttpResponse:
    pledge = _pledge(request, code)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.accept_pledge, user=request.user, pledge=pledge, **form.cleaned_data):
            return redirect(pledge_url(pledge))
    return _page(request, form, _("Ký thỏa thuận"), _("Ghi đã ký"), pledge=pledge)


@office_page("pledges.edit")
def pledge_replan(request: OfficeRequest, code: str) -> HttpResponse:
    pledge = _pledge(request, code)
    initial = {
        "instalments": plan_text(parts_of(pledge), pledge.unit_value),
        "available_from": pledge.available_from,
        "use_until": pledge.earmark.use_until if pledge.earmark else None,
    }
    form = ReplanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"instalments": in_dong(form.cleaned_data["instalments"], pledge.unit_value)}
        if try_form(form, replan_pledge, user=request.user, pledge=pledge, **told):
            return redirect(pledge_url(pledge))
    return _page(request, form, _("Đổi kế hoạch thực hiện"), _("Đổi kế hoạch"), pledge=pledge)


@office_page("pledges.edit", "pledges.own")
def pledge_paper_new(request: OfficeRequest, code: str) -> HttpResponse:
    pledge = _pledge(request, code)
    form = PledgePaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.keep_pledge_paper, user=request.user, pledge=pledge, **form.cleaned_data):
            return redirect(pledge_url(pledge))
    return _page(request, form, _("Thêm giấy tờ"), _("Tải lên"), pledge=pledge)


@office_page("pledges.view", "pledges.own")
def pledge_paper(request: OfficeRequest, code: str, paper: str) -> HttpResponseBase:
    row = get_object_or_404(_pledge(request, code).papers, code=paper)
    return file_response(row.stored, file_name=f"{row.code}.{row.ending}", inline=True)


@office_page("pledges.view", "pledges.own")
def pledge_print(request: OfficeRequest, code: str, kind: str) -> HttpResponseBase:
    """The agreement of support (``thoa-thuan``), or the letter that turned the offer down (``tu-choi``)."""
    pledge = _pledge(request, code)
    if kind == "thoa-thuan" and pledge.state != "refused":
        return bytes_response(agreement_pdf(pledge), file_name=f"thoa-thuan-{pledge.code}.pdf", inline=True)
    if kind == "tu-choi" and pledge.state == "refused":
        return bytes_response(refusal_pdf(pledge), file_name=f"tra-loi-{pledge.code}.pdf", inline=True)
    raise Http404


@office_page("pledges.edit")
@require_POST
def pledge_end(request: OfficeRequest, code: str, state: str) -> HttpResponse:
    """Refuse, withdraw, or ask that the rest be written off."""
    pledge = _pledge(request, code)
    ways = {
        "refused": (acts.refuse_pledge, _("Đã ghi không nhận. Hãy in thư trả lời nhà tài trợ.")),
        "withdrawn": (acts.withdraw_pledge, _("Đã kết thúc cam kết.")),
        "written_off": (ask_write_off, _("Đã đề nghị; người khác duyệt.")),
    }
    if state not in ways:
        raise Http404
    act, success = ways[state]
    do(request, act, success, pledge=pledge, reason=request.POST.get("reason", ""))
    return redirect(pledge_url(pledge))


@office_page("pledges.write_off")
@require_POST
def write_off_decide(request: OfficeRequest, code: str, answer: str) -> HttpResponse:
    row = get_object_or_404(
        WriteOff.objects.filter(pledge__in=Pledge.objects.visible_to(request.user)).select_related("pledge"), code=code
    )
    if answer not in ("duyet", "khong-duyet"):
        raise Http404
    do(
        request,
        decide_write_off,
        _("Đã ghi quyết định."),
        write_off=row,
        agree=answer == "duyet",
        answer=request.POST.get("reason", ""),
    )
    return redirect(pledge_url(row.pledge))


@office_page("pledges.edit", "pledges.own")
@require_POST
def pledge_anonymous(request: OfficeRequest, code: str, choice: str) -> HttpResponse:
    pledge = _pledge(request, code)
    if choice not in ("an", "hien"):
        raise Http404
    do(request, acts.set_anonymous, _("Đã ghi lựa chọn."), pledge=pledge, anonymous=choice == "an")
    return redirect(pledge_url(pledge))
