"""Pages of files that change their commune, and of referrals to services."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.filters import TransferFilter
from children.forms.transfer import AcceptForm, OutcomeForm, ReferralForm, TransferForm
from children.models import ChildTransfer
from children.models.consent import Purpose
from children.services import transfer as acts
from children.services.consent import consent_valid
from children.services.household import current_poverty, siblings_of
from children.views.child import child_url, form_page, open_child
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import seen
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"proposed": "act", "accepted": "ok", "refused": "bad", "withdrawn": ""}


def transfer_url(transfer: ChildTransfer) -> str:
    return reverse("children:transfer_detail", args=[transfer.code])


COLUMNS = [
    Column("name", gettext_lazy("Trẻ"), "child.full_name", sort=("child__sort_key",), link=transfer_url),
    Column("sender", gettext_lazy("Xã chuyển"), "sender.title", sort=("sender__sort_key",), run=True),
    Column("receiver", gettext_lazy("Xã nhận"), "receiver.title", sort=("receiver__sort_key",), run=True),
    Column("on", gettext_lazy("Ở đó từ"), "on", kind="date", sort=("on",), run=True),
    Column("proposed", gettext_lazy("Ngày gửi"), "proposed_on", kind="date", sort=("proposed_on",), run=True),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda t: Tag(t.get_state_display(), TONES[t.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("children.papers")
def transfer_list(request: OfficeRequest) -> HttpResponse:
    rows = ChildTransfer.objects.visible_to(request.user).select_related("child", "sender", "receiver")
    listing = Listing(
        request,
        rows,
        key="child_transfers",
        columns=COLUMNS,
        filterset=TransferFilter,
        default_sort="-proposed",
        noun=ngettext_lazy("%(n)s lần chuyển", "%(n)s lần chuyển", "count"),
        export=False,
    )
    context = {
        "title": _("Chuyển hồ sơ giữa các xã"),
        "lede": _("Xã gửi giữ hồ sơ cho đến khi xã nhận đồng ý."),
        "empty_text": _("Để chuyển một trẻ, hãy mở hồ sơ của trẻ rồi chọn “Chuyển xã”."),
    }
    return listing.response("components/list_page.html", context)


def _transfer(request: OfficeRequest, code: str) -> ChildTransfer:
    rows = ChildTransfer.objects.visible_to(request.user).select_related(
        "child__household", "child__ethnic_group", "child__village", "sender", "receiver", "proposed_by", "decided_by"
    )
    return get_object_or_404(rows, code=code)


def _context(request: OfficeRequest, transfer: ChildTransfer, form: AcceptForm) -> dict[str, Any]:
    child = transfer.child
    waits = transfer.state == "proposed"
    receives = waits and can(request.user, "children.edit", unit=transfer.receiver_id)
    context = {
        "transfer": transfer,
        "child": child,
        "age": child.age_on(today()),
        "tone": TONES[transfer.state],
        "file_url": child_url(child) if _reads(request, child) else "",
        "may_answer": receives,
        "may_withdraw": waits and can(request.user, "children.edit", unit=transfer.sender_id),
        "form": form,
    }
    if waits:  # what the receiver must know to answer; afterwards the file itself tells it
        context["adults"] = child.household.guardians.all() if child.household else []
        context["spells"] = child.circumstances.unsealed_for(request.user).as_of(today()).select_related("kind")
        context["poverty"] = current_poverty(child.household, today())
    return context


def _reads(request: OfficeRequest, child: Any) -> bool:
    return can(request.user, "children.view", unit=child.unit_id)


@office_page("children.papers")
def transfer_detail(request: OfficeRequest, code: str) -> HttpResponse:
    transfer = _transfer(request, code)
    seen(request.user, transfer.child, f"transfer {transfer.code}", right="children.papers")
    form = AcceptForm(unit=transfer.receiver_id)
    return render(request, "children/transfer_detail.html", _context(request, transfer, form))


@office_page("children.edit")
def transfer_new(request: OfficeRequest, code: str) -> HttpResponse:
    child = open_child(request, code)
    units = AdministrativeUnit.objects.communes().as_of(today()).exclude(pk=child.unit_id)
    siblings = siblings_of(child).filter(unit=child.unit_id)
    form = TransferForm(
        request.POST or None,
        units=units.select_related("parent").order_by("sort_key", "pk"),
        siblings=siblings if siblings.exists() else None,
        initial={"on": today()},
    )
    if request.method == "POST" and form.is_valid():
        made = try_form(form, acts.propose_transfer, user=request.user, child=child, **form.cleaned_data)
        if made:
            messages.success(request, _("Đã gửi đề nghị. Hồ sơ vẫn ở xã cho đến khi xã nhận đồng ý."))
            return redirect(transfer_url(made))
    title = _("Chuyển hồ sơ %(name)s sang xã khác") % {"name": child.full_name}
    return form_page(request, form, title, child, submit=_("Gửi đề nghị"))


@office_page("children.edit")
@require_POST
def transfer_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    transfer = _transfer(request, code)
    if act == "nhan":
        form = AcceptForm(request.POST, unit=transfer.receiver_id)
        if not form.is_valid() or not try_form(
            form, acts.accept_transfer, user=request.user, transfer=transfer, **form.cleaned_data
        ):
            return render(request, "children/transfer_detail.html", _context(request, transfer, form), status=422)
        messages.success(request, _("Đã nhận hồ sơ. Hãy xem lại nơi ở, trường lớp và gia đình của trẻ."))
        return redirect(child_url(transfer.child))
    if act == "tu-choi":
        reason = request.POST.get("reason", "")[:300]
        do(request, acts.refuse_transfer, _("Đã từ chối; hồ sơ ở lại xã gửi."), transfer=transfer, reason=reason)
    elif act == "rut":
        do(request, acts.withdraw_transfer, _("Đã rút đề nghị chuyển."), transfer=transfer)
    else:
        raise Http404
    return redirect(transfer_url(transfer))


# Referrals


@office_page("children.edit")
def referral_new(request: OfficeRequest, code: str) -> HttpResponse:
    child = open_child(request, code)
    if not consent_valid(child, Purpose.REFERRAL, today()):
        messages.info(
            request, _("Trước khi giới thiệu trẻ đến dịch vụ, hãy hỏi và ghi sự đồng ý của người đại diện và của trẻ.")
        )
        return redirect("children:consent_new", code=child.code, purpose=Purpose.REFERRAL)
    form = ReferralForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.refer_child, user=request.user, child=child, **form.cleaned_data):
            return redirect(child_url(child))
    return form_page(request, form, _("Giới thiệu %(name)s đến dịch vụ") % {"name": child.full_name}, child)


@office_page("children.edit")
def referral_outcome(request: OfficeRequest, code: str, referral: str) -> HttpResponse:
    child = open_child(request, code)
    row = get_object_or_404(child.referrals.filter(outcome=""), code=referral)
    form = OutcomeForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.record_outcome, user=request.user, referral=row, **form.cleaned_data):
            return redirect(child_url(child))
    return form_page(request, form, _("Kết quả giới thiệu: %(provider)s") % {"provider": row.provider}, child)
