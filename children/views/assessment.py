"""Pages of assessments: those made, the published rules they follow, and the province's next version of a form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from children.filters import AssessmentFilter
from children.forms.assessment import OpinionForm, PriorityForm, QuestionFormSet, VersionForm, initial_of
from children.models import Assessment, AssessmentForm, AssessmentScan, ColdBand, Need, StateSupport, SupportArea
from children.rules import rules_of
from children.services import need as need_acts
from children.services.assessment_form import publish_form
from children.services.assessment_print import lines_of, typeset_assessment
from children.views.need import need_url, sees_names
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import seen
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import try_form


def assessment_url(row: Assessment) -> str:
    return reverse("children:assessment_detail", args=[row.code])


def _whom(row: Assessment) -> str:
    return row.child.full_name if row.child else f"{row.group_name} ({row.head_count})"


def _nameless(row: Assessment) -> str:
    return row.child.get_sex_display() if row.child else _("nhóm %(count)s trẻ") % {"count": row.head_count}


def _validity(row: Assessment) -> Tag:
    words = _("hết ngày %(day)s") % {"day": f"{row.until:%d/%m/%Y}"}
    return Tag(words, "late" if row.until < today() else "")


def assessment_columns(named: bool) -> list[Column]:
    return [
        Column(
            "whom",
            gettext_lazy("Cho"),
            _whom if named else _nameless,
            sort=("child__sort_key",) if named else (),
            link=assessment_url,
        ),
        Column("area", gettext_lazy("Lĩnh vực"), "form.area", sort=("form__area",), run=True),
        Column("unit", gettext_lazy("Xã"), "unit.title", sort=("unit__sort_key",), run=True),
        Column("score", gettext_lazy("Điểm"), "score", kind="number", sort=("score",)),
        Column("priority", gettext_lazy("Ưu tiên"), "priority", kind="number", sort=("priority",)),
        Column("on", gettext_lazy("Ngày đánh giá"), "assessed_on", kind="date", sort=("assessed_on",)),
        Column("valid", gettext_lazy("Hiệu lực"), _validity, kind="tag"),
    ]


@office_page("needs.view")
def assessment_list(request: OfficeRequest) -> HttpResponse:
    rows = Assessment.objects.visible_to(request.user).select_related("child", "unit", "form__area")
    listing = Listing(
        request,
        rows,
        key="assessments",
        columns=assessment_columns(sees_names(request.user)),
        filterset=AssessmentFilter,
        default_sort="-on",
        noun=ngettext_lazy("%(n)s đánh giá", "%(n)s đánh giá", "count"),
        export=False,
        title=_("Đánh giá nhu cầu"),
    )
    links: list[dict[str, Any]] = [{"label": _("Quy tắc ưu tiên"), "url": reverse("children:rule_list")}]
    if can(request.user, "needs.assess"):
        links.insert(
            0, {"label": _("Đánh giá cả lớp, cả thôn"), "url": reverse("children:assess_pick"), "primary": True}
        )
    return listing.response("components/list_page.html", {"title": _("Đánh giá nhu cầu"), "acts": links})


@office_page("needs.view")
def assessment_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The answers on the form they were given on, line by line with their points."""
    row = get_object_or_404(
        Assessment.objects.visible_to(request.user).select_related("child", "unit", "form__area", "assessed_by"),
        code=code,
    )
    named = sees_names(request.user)
    lines = lines_of(row)
    context = {
        "row": row,
        "named": named,
        "whom": _whom(row) if named else _nameless(row),
        "lines": lines,
        "total": sum(line["points"] for line in lines),
        "needs": row.needs.select_related("item"),
        "late": row.until < today(),
        "scans": AssessmentScan.objects.visible_to(request.user).telling_of(row),
        "may_scan": can(request.user, "needs.assess"),
    }
    return render(request, "children/assessment_detail.html", context)


@office_page("needs.view")
def assessment_print(request: OfficeRequest, code: str) -> HttpResponse:
    """The assessment on paper, with a code that leads back to it."""
    rows = Assessment.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("child", "unit", "form__area", "assessed_by"), code=code)
    named = sees_names(request.user)
    if row.child and named:
        seen(request.user, row.child, f"print assessment {row.code}", right="needs.view")
    return bytes_response(typeset_assessment(row, named=named), file_name=f"danh-gia-{row.code}.pdf", inline=True)


@office_page("needs.view", "forms.edit")
def rule_list(request: OfficeRequest) -> HttpResponse:
    """The rules in force, and those decided for a later day."""
    day = today()
    forms = AssessmentForm.objects.select_related("area").order_by("area", "-version")
    context = {
        "rules": [rules_of(form) for form in forms.in_force(day)],
        "coming": [rules_of(form) for form in forms.filter(valid_from__gt=day)],
        "former": forms.filter(valid_from__lte=day).exclude(pk__in=AssessmentForm.objects.in_force(day).values("pk")),
        "bands": ColdBand.objects.all(),
        "support": StateSupport.objects.running(day).select_related("area"),
        "may_edit": can(request.user, "forms.edit"),
        "areas": SupportArea.objects.all(),
    }
    return render(request, "children/rule_list.html", context)


@office_page("forms.edit")
def form_edit(request: OfficeRequest, area: str) -> HttpResponse:
    """The next version of an area's form, beginning with the last one."""
    row = get_object_or_404(SupportArea, pk=area)
    last = AssessmentForm.objects.filter(area=row).order_by("-version").first()
    version, questions = initial_of(last)
    form = VersionForm(request.POST or None, initial=version)
    rows = QuestionFormSet(request.POST or None, initial=questions, prefix="q")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        asked = [one.question() for one in rows if one.cleaned_data.get("text")]
        made = try_form(form, publish_form, user=request.user, area=row, questions=asked, **form.cleaned_data)
        if made:
            messages.success(request, _("Đã ban hành phiên bản mới. Các đánh giá cũ giữ mẫu cũ."))
            return redirect("children:rule_list")
    wrong = bool(form.errors or any(rows.errors))
    context = {"area": row, "last": last, "form": form, "rows": rows, "wrong": wrong}
    return render(request, "children/form_edit.html", context, status=422 if wrong else 200)


def _need(request: OfficeRequest, code: str) -> Need:
    return get_object_or_404(Need.objects.visible_to(request.user).select_related("item", "unit"), code=code)


def _act_page(request: OfficeRequest, need: Need, form: Any, act: Any, title: str, lede: str = "") -> HttpResponse:
    """A short form about a need, done and back to the need."""
    if request.method == "POST" and form.is_valid():
        if try_form(form, act, user=request.user, need=need, **form.cleaned_data):
            return redirect(need_url(need))
    context = {
        "title": title,
        "lede": lede or str(need.item),
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": need_url(need),
        "crumbs": [(_("Nhu cầu"), reverse("children:need_list")), (str(need.item), need_url(need))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("needs.opinion")
def need_opinion(request: OfficeRequest, code: str) -> HttpResponse:
    form = OpinionForm(request.POST or None)
    return _act_page(request, _need(request, code), form, need_acts.give_opinion, _("Ý kiến của ngành"))


@office_page("needs.override")
def need_priority(request: OfficeRequest, code: str) -> HttpResponse:
    need = _need(request, code)
    form = PriorityForm(request.POST or None, initial={"priority": need.priority})
    lede = _("%(item)s: quy tắc tính ra ưu tiên %(n)s.") % {
        "item": need.item,
        "n": need.computed_priority or need.priority,
    }
    return _act_page(request, need, form, need_acts.override_priority, _("Đổi mức ưu tiên"), lede)
