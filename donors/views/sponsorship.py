"""Pages of sponsorships: staff see the child's file behind the code, a sponsor the code and what was cleared."""

import calendar
import datetime
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.models import Child
from donors.filters import DueFilter, SponsorshipFilter
from donors.forms.sponsorship import DirectForm, EndForm, NoteForm, SignForm, SponsorshipForm, TellForm
from donors.models import Sponsorship
from donors.services import sponsorship as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of, seen
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form, typed
from lao_cai_support.web.pdf import print_template
from lao_cai_support.web.words import dong_in_words

TONES = {"draft": "act", "active": "ok", "stopped": "bad", "ended": ""}


def sponsorship_url(row: Sponsorship) -> str:
    return reverse("donors:sponsorship_detail", args=[row.code])


def whom(row: Sponsorship) -> str:
    """What a sponsor and the fund read of the child: sex, age and district."""
    child = row.child
    place = child.unit.parent.title if child.unit.parent else child.unit.title
    return _("%(sex)s, %(age)s tuổi, %(place)s") % {
        "sex": child.get_sex_display(),
        "age": child.age_on(today()),
        "place": place,
    }


def state(row: Sponsorship) -> Tag:
    return Tag(row.get_state_display(), TONES[row.state])


COLUMNS = [
    Column("code", gettext_lazy("Mã trẻ"), "known_as.code", link=sponsorship_url, sub=whom),
    Column("donor", gettext_lazy("Nhà đỡ đầu"), "donor.name", sort=("donor__sort_key",)),
    Column("monthly", gettext_lazy("Mỗi tháng"), "monthly", kind="vnd", sort=("monthly",)),
    Column("route", gettext_lazy("Cách trao"), "get_route_display", opt=True),
    Column("signed", gettext_lazy("Ngày ký"), "signed_on", kind="date", sort=("signed_on", "pk")),
    Column("state", gettext_lazy("Trạng thái"), state, kind="tag", sort=("state",)),
]
NOUN = ngettext_lazy("%(n)s thỏa thuận đỡ đầu", "%(n)s thỏa thuận đỡ đầu", "count")


def _rows(request: OfficeRequest) -> Any:
    return Sponsorship.objects.visible_to(request.user).select_related("donor", "known_as", "child__unit__parent")


@office_page("sponsorships.view", "sponsorships.own")
def sponsorship_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        _rows(request),
        key="sponsorships",
        columns=COLUMNS,
        filterset=SponsorshipFilter,
        default_sort="-signed",
        noun=NOUN,
    )
    links = []
    if can(request.user, "sponsorships.view"):
        links.append({"label": _("Đến hạn trong tháng"), "url": reverse("donors:sponsorship_due"), "primary": True})
    lede = _("Thỏa thuận mới lập từ hồ sơ của trẻ.") if can(request.user, "sponsorships.edit") else ""
    return listing.response("components/list_page.html", {"title": _("Đỡ đầu"), "lede": lede, "acts": links})


def month_end(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


DUE = [
    Column("code", gettext_lazy("Mã trẻ"), "known_as.code", link=sponsorship_url),
    Column("donor", gettext_lazy("Nhà đỡ đầu"), "donor.name", sort=("donor__sort_key",)),
    Column("monthly", gettext_lazy("Mỗi tháng"), "monthly", kind="vnd", opt=True),
    Column("expected", gettext_lazy("Đến hạn"), "expected", kind="vnd", sort=("expected",)),
    Column("came", gettext_lazy("Đã góp"), "came", kind="vnd", sort=("came",)),
    Column("late", gettext_lazy("Còn thiếu"), "late", kind="vnd", sort=("late",)),
    Column("waits", gettext_lazy("Quỹ giữ, chờ chi"), "waits", kind="vnd", sort=("waits",)),
    Column("state", gettext_lazy("Trạng thái"), state, kind="tag"),
]


@office_page("sponsorships.view")
def due_list(request: OfficeRequest) -> HttpResponse:
    """What should have come by the end of a month, what came, and what the fund still holds for the child."""
    months = DueFilter.months()
    asked = request.GET.get("month", "")
    day = month_end(datetime.date.fromisoformat(f"{asked}-01")) if asked in dict(months) else month_end(today())
    rows = _rows(request).exclude(state="draft").with_money(day)
    listing = Listing(
        request, rows, key="sponsorships_due", columns=DUE, filterset=DueFilter, default_sort="-late", noun=NOUN
    )
    lede = _("Tính đến hết ngày %(day)s. Khoản trao trực tiếp là ghi nhớ, không vào sổ Quỹ.") % {
        "day": f"{day:%d/%m/%Y}"
    }
    links = [{"label": _("Tất cả thỏa thuận"), "url": reverse("donors:sponsorship_list")}]
    return listing.response("components/list_page.html", {"title": _("Đỡ đầu đến hạn"), "lede": lede, "acts": links})


def _own(request: OfficeRequest, code: str) -> Sponsorship:
    return get_object_or_404(_rows(request).select_related("child__school", "child__village", "unit"), code=code)


@office_page("sponsorships.view", "sponsorships.own")
def sponsorship_detail(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    user, unit = request.user, row.child.unit_id
    staff = can(user, "sponsorships.view", unit=unit)
    money = Sponsorship.objects.with_money(today()).filter(pk=row.pk).first()
    context = {
        "row": row,
        "tone": TONES[row.state],
        "whom": whom(row),
        "staff": staff,
        "money": money,
        "payments": row.payments.order_by("-day", "-pk")[:60],
        "notes": row.notes.select_related("written_by", "decided_by") if staff else row.notes.shown(),
        # The sponsor learns the name by a consent that holds today, or not at all.
        "name": row.child.full_name if not staff and acts.knows_name(row) else "",
    }
    if staff:
        opens_file = Child.objects.visible_to(user).filter(pk=row.child_id).exists()
        edit = can(user, "sponsorships.edit", unit=unit)
        context |= {
            "opens_file": opens_file,
            "others": row.child.sponsorships.live().exclude(pk=row.pk).count(),
            "may_edit": edit,
            "may_sign": edit and row.state == "draft",
            "may_stop": edit and row.state == "active",
            "may_resume": edit and row.state == "stopped",
            "may_end": edit and row.state != "ended",
            "may_direct": edit and row.route == "direct" and row.state not in ("draft", "ended"),
            "may_note": can(user, "sponsorships.note", unit=unit) and row.state in ("active", "stopped"),
            "history": history_of(row)[:20],
        }
        if opens_file:
            seen(user, row.child, "sponsorship", right="sponsorships.view")
    return render(request, "donors/sponsorship_detail.html", context)


def _page(request: OfficeRequest, form: Form, title: str, row: Sponsorship, submit: str) -> HttpResponse:
    context = {
        "title": title,
        "lede": _("Trẻ mã %(code)s, %(donor)s") % {"code": row.known_as, "donor": row.donor},
        "form": form,
        "submit": submit,
        "cancel_url": sponsorship_url(row),
        "crumbs": [(_("Đỡ đầu"), reverse("donors:sponsorship_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("sponsorships.edit")
def sponsorship_new(request: OfficeRequest, child: str) -> HttpResponse:
    """A new agreement for the child in the address. Nothing of any other child or agreement stands in it."""
    one = get_object_or_404(Child.objects.visible_to(request.user).select_related("unit"), code=child)
    if not can(request.user, "sponsorships.edit", unit=one.unit_id):
        raise Http404
    held = acts.already(one, today())
    fresh = {"child": one.code, "others_seen": len(held.sponsorships)}
    form = SponsorshipForm(request.POST or None, of=one, initial=fresh)
    if request.method == "POST" and form.is_valid():
        unit = _province(request)
        row = try_form(form, acts.propose_sponsorship, user=request.user, unit=unit, **form.typed())
        if row:
            return redirect(sponsorship_url(row))
        if form.non_field_errors():  # whoever saves again has seen the page as it stands now
            form.data = {**request.POST.dict(), "others_seen": str(len(held.sponsorships))}
    seen(request.user, one, "sponsorship_new", right="sponsorships.edit")
    context = {
        "title": _("Nhận đỡ đầu"),
        "lede": one.full_name,
        "form": form,
        "submit": _("Lưu thỏa thuận"),
        "held": held,
        "doubles": acts.open_doubles(one),
        "cancel_url": reverse("children:child_detail", args=[one.code]),
        "crumbs": [(_("Đỡ đầu"), reverse("donors:sponsorship_list"))],
    }
    return render(request, "donors/sponsorship_new.html", context, status=422 if form.errors else 200)


def _province(request: OfficeRequest) -> Any:
    units = request.user.covered_units(ACTS["sponsorships.edit"])
    unit = AdministrativeUnit.objects.filter(level="province", pk__in=units).as_of(today()).first()
    if unit is None:
        raise Http404
    return unit


@office_page("sponsorships.edit")
def sponsorship_sign(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.sign_sponsorship, user=request.user, sponsorship=row, **form.cleaned_data):
            return redirect(sponsorship_url(row))
    return _page(request, form, _("Ký thỏa thuận đỡ đầu"), row, _("Ghi đã ký"))


@office_page("sponsorships.edit")
@require_POST
def sponsorship_stop(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    reason = request.POST.get("reason", "")
    do(request, acts.stop_sponsorship, _("Đã dừng. Hãy quyết định báo gì."), sponsorship=row, reason=reason)
    return redirect(sponsorship_url(row))


@office_page("sponsorships.edit")
def sponsorship_resume(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = TellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.resume_sponsorship, user=request.user, sponsorship=row, **form.cleaned_data):
            return redirect(sponsorship_url(row))
    return _page(request, form, _("Tiếp tục đỡ đầu"), row, _("Tiếp tục"))


@office_page("sponsorships.edit")
def sponsorship_end(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = EndForm(request.POST or None, signed=row.signed_on is not None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.end_sponsorship, user=request.user, sponsorship=row, **form.cleaned_data):
            return redirect(sponsorship_url(row))
    return _page(request, form, _("Kết thúc đỡ đầu"), row, _("Kết thúc"))


@office_page("sponsorships.edit")
def sponsorship_direct(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = DirectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.remember_direct, user=request.user, sponsorship=row, **form.cleaned_data):
            return redirect(sponsorship_url(row))
    return _page(request, form, _("Ghi khoản trao trực tiếp"), row, _("Ghi"))


@office_page("sponsorships.edit")
@require_POST
def payment_correct(request: OfficeRequest, code: str, payment: int) -> HttpResponse:
    row = _own(request, code)
    wrong = get_object_or_404(row.payments.select_related("sponsorship"), pk=payment)
    do(request, acts.correct_direct, _("Đã sửa."), payment=wrong, reason=request.POST.get("reason", ""))
    return redirect(sponsorship_url(row))


@office_page("sponsorships.note")
def note_new(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.write_note, user=request.user, sponsorship=row, **form.cleaned_data):
            return redirect(sponsorship_url(row))
    return _page(request, form, _("Viết tin về trẻ"), row, _("Gửi cán bộ xem"))


@office_page("sponsorships.edit")
@require_POST
def note_decide(request: OfficeRequest, code: str, note: str) -> HttpResponse:
    row = _own(request, code)
    held = get_object_or_404(row.notes.select_related("sponsorship"), code=note)
    if request.POST.get("act") == "clear":
        do(request, acts.clear_note, _("Nhà đỡ đầu đọc được tin này."), note=held, shown=typed(request, "shown"))
    else:
        do(request, acts.hold_back_note, _("Không gửi tin này."), note=held)
    return redirect(sponsorship_url(row))


@office_page("sponsorships.view", "sponsorships.own")
def sponsorship_paper(request: OfficeRequest, code: str) -> HttpResponse:
    """The agreement, for both sides: the child stands in it by its code alone."""
    row = _own(request, code)
    context = {"row": row, "whom": whom(row), "on": row.signed_on or today(), "words": dong_in_words(row.monthly)}
    data = print_template("donors/print/sponsorship.html", context, title=f"Thỏa thuận đỡ đầu {row.known_as}")
    return bytes_response(data, file_name=f"do-dau-{row.code}.pdf", inline=True)
