"""Pages of honours: criteria, who reaches them, the dossier and its papers."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from donors.models import Donor
from funds.filters import CommendationFilter
from funds.forms.commendation import DecisionForm, LevelForm, NameForm, PaperForm
from funds.models import Commendation, HonourLevel
from funds.services import commendation as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.pdf import print_template

TONES = {"proposed": "act", "submitted": "brand-t", "decided": "ok", "dropped": "", "cancelled": "bad"}


def commendation_url(row: Commendation) -> str:
    return reverse("funds:commendation_detail", args=[row.code])


COLUMNS = [
    Column(
        "donor", pgettext_lazy("một", "Nhà tài trợ"), "donor.name", sort=("donor__sort_key",), link=commendation_url
    ),
    Column("level", gettext_lazy("Hình thức"), "level", sort=("level__kind",)),
    Column("year", gettext_lazy("Năm xét"), lambda row: str(row.year), sort=("year", "pk")),
    Column("amount", gettext_lazy("Thành tích (số đã nhận)"), "amount", kind="vnd", sort=("amount",)),
    Column("number", gettext_lazy("Quyết định"), "decision_no", opt=True),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda row: Tag(row.get_state_display(), TONES[row.state]),
        kind="tag",
        sort=("state",),
    ),
]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Khen thưởng"), reverse("funds:commendation_list"))]


@office_page("commendations.view")
def commendation_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        Commendation.objects.visible_to(request.user).select_related("donor", "level"),
        key="commendations",
        columns=COLUMNS,
        filterset=CommendationFilter,
        default_sort="-year",
        noun=ngettext_lazy("%(n)s hồ sơ khen thưởng", "%(n)s hồ sơ khen thưởng", "count"),
    )
    links = [
        {"label": _("Ai đạt tiêu chí"), "url": reverse("funds:commendation_candidates"), "primary": True},
        {"label": _("Tiêu chí"), "url": reverse("funds:honour_levels")},
        {"label": _("Bảng tri ân"), "url": reverse("public:honours")},
    ]
    return listing.response("components/list_page.html", {"title": _("Khen thưởng"), "acts": links})


@office_page("commendations.view")
def level_list(request: OfficeRequest) -> HttpResponse:
    context = {
        "title": _("Tiêu chí khen thưởng"),
        "levels": HonourLevel.objects.order_by("kind", "-valid"),
        "today": today(),
        "crumbs": _crumbs(),
        "may_edit": can(request.user, "commendations.criteria"),
    }
    return render(request, "funds/honour_levels.html", context)


@office_page("commendations.criteria")
def level_new(request: OfficeRequest) -> HttpResponse:
    form = LevelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.set_level, user=request.user, **form.cleaned_data):
            return redirect("funds:honour_levels")
    context = {
        "title": _("Tiêu chí mới"),
        "form": form,
        "submit": _("Ban hành"),
        "cancel_url": reverse("funds:honour_levels"),
        "crumbs": _crumbs(),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("commendations.view")
def candidates(request: OfficeRequest) -> HttpResponse:
    """Who reaches the criteria of a level in a year with what was received and not honoured yet."""
    levels = list(HonourLevel.objects.filter(valid__contains=today()).order_by("kind"))
    level = next((one for one in levels if one.code == request.GET.get("muc")), levels[0] if levels else None)
    years = [today().year - step for step in range(4)]
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else years[0]
    context = {
        "title": _("Ai đạt tiêu chí"),
        "levels": levels,
        "level": level,
        "years": years,
        "year": year,
        "rows": acts.candidates(level, year)[:200] if level else [],
        "crumbs": _crumbs(),
        "may_edit": can(request.user, "commendations.edit"),
    }
    return render(request, "funds/commendation_candidates.html", context)


def _province(request: OfficeRequest) -> Any:
    units = request.user.covered_units(ACTS["commendations.edit"])
    unit = AdministrativeUnit.objects.filter(level="province", pk__in=units).as_of(today()).first()
    if unit is None:
        raise Http404
    return unit


@office_page("commendations.edit")
@require_POST
def commendation_new(request: OfficeRequest) -> HttpResponse:
    level = get_object_or_404(HonourLevel, code=request.POST.get("level", ""))
    donor = get_object_or_404(Donor.objects.visible_to(request.user), code=request.POST.get("donor", ""))
    year = request.POST.get("year", "")
    if not (year.isdecimal() and len(year) == 4):
        raise Http404
    unit = _province(request)
    row = do(
        request, acts.propose_commendation, _("Đã lập hồ sơ."), unit=unit, donor=donor, level=level, year=int(year)
    )
    return redirect(commendation_url(row)) if row else redirect("funds:commendation_candidates")


def _own(request: OfficeRequest, code: str) -> Commendation:
    rows = Commendation.objects.visible_to(request.user).select_related(
        "donor", "level", "unit", "proposed_by", "submitted_by"
    )
    return get_object_or_404(rows, code=code)


@office_page("commendations.view")
def commendation_detail(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    edit = can(request.user, "commendations.edit", unit=row.unit_id)
    context = {
        "row": row,
        "tone": TONES[row.state],
        "gifts": row.gifts.select_related("voucher__fund"),
        "dossier": row.dossier.all(),
        "missing": acts.missing_papers(row),
        "may_paper": edit and row.state == "proposed",
        "may_submit": edit and row.state == "proposed" and row.proposed_by_id != request.user.pk,
        "may_decide": edit and row.state == "submitted",
        "may_end": edit and row.state in ("proposed", "submitted", "decided"),
        "may_name": edit and row.state == "decided",
        "history": history_of(row)[:20],
    }
    return render(request, "funds/commendation_detail.html", context)


_FORMS: dict[str, tuple[type[Form], Any, Any, Any]] = {
    "giay-to": (PaperForm, acts.add_paper, gettext_lazy("Thêm giấy tờ vào hồ sơ"), gettext_lazy("Lưu")),
    "quyet-dinh": (DecisionForm, acts.record_decision, gettext_lazy("Ghi quyết định"), gettext_lazy("Lưu")),
    "neu-ten": (NameForm, acts.agree_to_be_named, gettext_lazy("Nêu tên trên bảng tri ân"), gettext_lazy("Lưu")),
}


@office_page("commendations.edit")
def commendation_form(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    """A paper of the dossier, the decision, or the consent to be named."""
    if act not in _FORMS:
        raise Http404
    row = _own(request, code)
    kind, service, title, submit = _FORMS[act]
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, service, user=request.user, commendation=row, **form.cleaned_data):
            return redirect(commendation_url(row))
    context = {
        "title": title,
        "lede": str(row),
        "form": form,
        "submit": submit,
        "cancel_url": commendation_url(row),
        "crumbs": _crumbs(),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("commendations.edit")
@require_POST
def commendation_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = _own(request, code)
    if act == "trinh":
        do(request, acts.submit_commendation, _("Đã trình hồ sơ."), commendation=row)
    elif act == "ket-thuc":
        reason = request.POST.get("reason", "")
        do(request, acts.end_commendation, _("Đã ghi."), commendation=row, reason=reason)
    else:
        raise Http404
    return redirect(commendation_url(row))


@office_page("commendations.view")
def commendation_paper(request: OfficeRequest, code: str) -> HttpResponse:
    """The submission with the report of what was received, receipt by receipt."""
    row = _own(request, code)
    context = {"row": row, "gifts": row.gifts.select_related("voucher__fund"), "on": row.submitted_on or today()}
    data = print_template("funds/print/commendation.html", context, title=f"Tờ trình khen thưởng {row.donor}")
    return bytes_response(data, file_name=f"khen-thuong-{row.code}.pdf", inline=True)
