"""Pages of files that may be one child: list → pair → merge → what was merged, and back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from children.duplicates import compared
from children.duplicates.aliases import signed_rows
from children.duplicates.explanation import advice, explain, in_short, strength
from children.duplicates.fields import choices, filled_in
from children.duplicates.filters import PairFilter
from children.forms.duplicate import MergeForm, PairForm, SearchForm
from children.models import DuplicatePair, Merge
from children.models.duplicate import PairState
from children.services import duplicate as acts
from children.tasks import find_duplicates
from children.views.child import child_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of, seen
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

RIGHT = acts.RIGHT
TONES = {"open": "act", "not_same": "", "merged": "ok"}


def pair_url(pair: DuplicatePair) -> str:
    return reverse("children:duplicate_detail", args=[pair.code])


def merge_url(merge: Merge) -> str:
    return reverse("children:merge_detail", args=[merge.code])


def _who(child: Any) -> str:
    return ", ".join(str(part) for part in (child.born, child.village, child.unit.title) if part)


def _state(pair: DuplicatePair) -> Tag:
    if pair.state == PairState.OPEN:
        return Tag(*strength(pair.weight))
    return Tag(pair.get_state_display(), TONES[pair.state])


COLUMNS = [
    Column(
        "first",
        gettext_lazy("Hồ sơ thứ nhất"),
        "a.full_name",
        sort=("a__sort_key",),
        link=pair_url,
        sub=lambda p: _who(p.a),
    ),
    Column("second", gettext_lazy("Hồ sơ thứ hai"), "b.full_name", sort=("b__sort_key",), sub=lambda p: _who(p.b)),
    Column("why", gettext_lazy("Vì sao"), lambda p: in_short(p.evidence)),
    Column("like", gettext_lazy("Độ giống"), _state, kind="tag", sort=("weight",)),
]


@office_page(RIGHT)
def duplicate_list(request: OfficeRequest) -> HttpResponse:
    rows = DuplicatePair.objects.visible_to(request.user).select_related(
        "a__unit", "a__village", "b__unit", "b__village"
    )
    listing = Listing(
        request,
        rows,
        key="duplicates",
        columns=COLUMNS,
        filterset=PairFilter,
        default_sort="-like",
        noun=ngettext_lazy("%(n)s cặp hồ sơ", "%(n)s cặp hồ sơ", "count"),
        export=False,
    )
    links = [
        {"label": _("Tìm hồ sơ trùng"), "url": reverse("children:duplicate_search"), "primary": True},
        {"label": _("So hai hồ sơ theo mã"), "url": reverse("children:duplicate_new")},
        {"label": _("Các lần gộp"), "url": reverse("children:merge_list")},
    ]
    context = {
        "title": _("Hồ sơ có thể trùng"),
        "lede": _(
            "Hai hồ sơ có thể là của một trẻ. Cổng chỉ gợi ý; gộp hay không do bạn quyết định, và lần gộp nào cũng hoàn tác được."
        ),
        "acts": links,
        "empty_title": _("Chưa thấy hồ sơ nào có thể trùng"),
        "empty_text": _("Trẻ vừa thêm hoặc nhập được so ngay; bấm “Tìm hồ sơ trùng” để so lại cả huyện hoặc cả tỉnh."),
    }
    return listing.response("components/list_page.html", context)


def _pair(request: OfficeRequest, code: str) -> DuplicatePair:
    found = DuplicatePair.objects.visible_to(request.user).select_related(
        *(f"{side}__{name}" for side in "ab" for name in ("unit", "village", "school", "ethnic_group", "household"))
    )
    return get_object_or_404(found, code=code)


def _seen(request: OfficeRequest, *children: Any) -> None:
    """Comparing is reading: it stands in the log of both files."""
    for child in children:
        seen(request.user, child, "duplicate", right=RIGHT)


def _crumbs(pair: DuplicatePair | None = None) -> list[tuple[Any, str]]:
    crumbs = [(_("Hồ sơ có thể trùng"), reverse("children:duplicate_list") + "?state=open")]
    if pair:
        crumbs.append((_("So hai hồ sơ"), pair_url(pair)))
    return crumbs


@office_page(RIGHT)
def duplicate_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The two files side by side, with what agrees and what does not."""
    pair = _pair(request, code)
    kept, gone = acts.sides(pair)
    _seen(request, kept, gone)
    word, tone = strength(pair.weight)
    context = {
        "title": _("So hai hồ sơ"),
        "pair": pair,
        "kept": kept,
        "gone": gone,
        "tag": Tag(pair.get_state_display(), TONES[pair.state]),
        "strength": Tag(word, tone),
        "rows": compared.rows(kept, gone, explain(pair.evidence), request.user),
        "advice": advice(pair.evidence),
        "merge": Merge.objects.standing().filter(kept__in=(kept, gone), gone__in=(kept, gone)).first(),
        "both_ended": kept.state == gone.state == "ended",
        "history": history_of(pair)[:20],
        "crumbs": _crumbs(),
    }
    return render(request, "children/duplicate_detail.html", context)


@office_page(RIGHT)
def duplicate_merge(request: OfficeRequest, code: str) -> HttpResponse:
    """Choose field by field, then make the two files one."""
    pair = _pair(request, code)
    kept, gone = acts.sides(pair)
    if pair.state != PairState.OPEN:
        return redirect(pair_url(pair))
    _seen(request, kept, gone)
    form = MergeForm(request.POST or None, asked=choices(kept, gone), versions=(kept.version, gone.version))
    if request.method == "POST" and form.is_valid():
        merge = try_form(
            form,
            acts.merge_children,
            user=request.user,
            pair=pair,
            versions=form.cleaned_data["versions"],
            chosen=form.chosen(),
            moved_on=form.cleaned_data.get("moved_on"),
        )
        if merge:
            messages.success(request, _("Đã gộp hai hồ sơ. Nếu gộp nhầm, hãy hoàn tác ở đây."))
            return redirect(merge_url(merge))
        # The page now shows the files as they are: merging again is an informed choice.
        form.data = request.POST.copy()
        form.data["versions"] = form.initial["versions"]
    context = {
        "title": _("Gộp hai hồ sơ"),
        "lede": _("Chọn giá trị đúng ở những chỗ hai hồ sơ ghi khác nhau. Mọi thứ khác của hai hồ sơ được giữ cả hai."),
        "pair": pair,
        "kept": kept,
        "gone": gone,
        "filled": list(filled_in(kept, gone)),
        "moved": compared.belongings(gone),
        "doubled": compared.doubled_needs(kept, gone),
        "advice": advice(pair.evidence),
        "form": form,
        "submit": _("Gộp hai hồ sơ"),
        "cancel_url": pair_url(pair),
        "crumbs": _crumbs(pair),
    }
    return render(request, "children/duplicate_merge.html", context, status=422 if form.errors else 200)


@office_page(RIGHT)
@require_POST
def duplicate_decide(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    """Say that the two are different children, or take it back."""
    pair = _pair(request, code)
    if act == "khac-nhau":
        reason = request.POST.get("reason", "")
        if do(request, acts.call_different, _("Đã ghi: hai hồ sơ là của hai trẻ khác nhau."), pair=pair, reason=reason):
            return redirect(reverse("children:duplicate_list") + "?state=open")
    elif act == "xem-lai":
        do(request, acts.look_again, _("Cặp hồ sơ chờ xem lại."), pair=pair)
    else:
        raise Http404
    return redirect(pair_url(pair))


@office_page(RIGHT)
def duplicate_new(request: OfficeRequest) -> HttpResponse:
    """Compare two files that no search has brought together."""
    form = PairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pair = try_form(form, acts.pair_by_hand, user=request.user, **form.cleaned_data)
        if pair:
            return redirect(pair_url(pair))
    context = {
        "title": _("So hai hồ sơ theo mã"),
        "lede": _("Khi bạn biết hai hồ sơ là của một trẻ mà cổng chưa gợi ý."),
        "form": form,
        "submit": _("So hai hồ sơ"),
        "cancel_url": reverse("children:duplicate_list"),
        "crumbs": _crumbs(),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page(RIGHT)
def duplicate_search(request: OfficeRequest) -> HttpResponse:
    """Send the worker to compare the whole district or province."""
    form = SearchForm(request.POST or None, units=_own_units(request))
    if request.method == "POST" and form.is_valid():
        back = reverse("children:duplicate_list") + "?state=open"
        job = try_form(
            form,
            acts.start_search,
            user=request.user,
            unit=form.cleaned_data["unit"],
            task=find_duplicates,
            result_url=back,
        )
        if job:
            return redirect("web:job", code=job.code)
    context = {
        "title": _("Tìm hồ sơ trùng"),
        "lede": _("Mỗi hồ sơ được so với cả sổ của tỉnh. Những cặp đã kết luận là hai trẻ khác nhau không hiện lại."),
        "form": form,
        "submit": _("Tìm"),
        "cancel_url": reverse("children:duplicate_list"),
        "crumbs": _crumbs(),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


def _own_units(request: OfficeRequest) -> QuerySet:
    """The districts and the province in force that the person answers for; communes where there are no districts."""
    units = request.user.covered_units(ACTS[RIGHT])
    found = AdministrativeUnit.objects.as_of(today()).filter(pk__in=units)
    above = found.exclude(level="commune")
    return (above if above.exists() else found).order_by("path")


# What was merged


@office_page(RIGHT)
def merge_list(request: OfficeRequest) -> HttpResponse:
    rows = Merge.objects.visible_to(request.user).select_related("kept__unit", "gone__unit", "merged_by")
    columns = [
        Column("kept", gettext_lazy("Hồ sơ được giữ"), "kept.full_name", sort=("kept__sort_key",), link=merge_url),
        Column("gone", gettext_lazy("Hồ sơ đã gộp vào"), "gone.full_name", sub=lambda m: m.gone.code),
        Column("unit", gettext_lazy("Xã"), "kept.unit.title", run=True),
        Column("at", gettext_lazy("Lúc gộp"), "merged_at", kind="date", sort=("merged_at",)),
        Column("by", gettext_lazy("Người gộp"), "merged_by.full_name", opt=True),
        Column("state", gettext_lazy("Trạng thái"), _merge_tag, kind="tag", sort=("undone_at",)),
    ]
    listing = Listing(
        request,
        rows,
        key="merges",
        columns=columns,
        default_sort="-at",
        noun=ngettext_lazy("%(n)s lần gộp", "%(n)s lần gộp", "count"),
        export=False,
    )
    return listing.response("components/list_page.html", {"title": _("Các lần gộp hồ sơ")})


def _merge_tag(merge: Merge) -> Tag:
    return Tag(_("Đã hoàn tác"), "") if merge.undone_at else Tag(_("Đã gộp"), "ok")


def _merge(request: OfficeRequest, code: str) -> Merge:
    found = Merge.objects.visible_to(request.user).select_related("kept__unit", "gone__unit", "merged_by", "undone_by")
    return get_object_or_404(found, code=code)


@office_page(RIGHT)
def merge_detail(request: OfficeRequest, code: str) -> HttpResponse:
    merge = _merge(request, code)
    context = {
        "title": _("Lần gộp hồ sơ"),
        "merge": merge,
        "tag": _merge_tag(merge),
        "kept_url": child_url(merge.kept),
        "gone_url": child_url(merge.gone),
        "chosen": compared.chosen_words(merge),
        "lists": signed_rows(merge.kept).count(),
        "doubled": [] if merge.undone_at else compared.doubled_needs(merge.kept),
        "crumbs": [*_crumbs(), (_("Các lần gộp"), reverse("children:merge_list"))],
    }
    return render(request, "children/merge_detail.html", context)


@office_page(RIGHT)
@require_POST
def merge_undo(request: OfficeRequest, code: str) -> HttpResponse:
    merge = _merge(request, code)
    stays = do(request, acts.unmerge_children, _("Đã hoàn tác: mỗi hồ sơ trở lại như trước khi gộp."), merge=merge)
    if isinstance(stays, list) and stays:
        words = ngettext(
            "Đã được sửa sau khi gộp nên giữ như hiện nay: %(what)s.",
            "Đã được sửa sau khi gộp nên giữ như hiện nay: %(what)s.",
            len(stays),
        )
        messages.warning(request, words % {"what": ", ".join(stays)})
    return redirect(merge_url(merge))
