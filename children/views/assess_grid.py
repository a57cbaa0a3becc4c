"""The assessment grid: choose a class, school or village; one page of its children × an area's questions; one save."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from children.forms.assess_grid import prefilled, put_typed, read_rows, typed_rows
from children.models import AssessmentDraft, AssessmentForm, AssessmentScan, AssessmentSheet, Child, Item, SupportArea
from children.querysets.assessment import TYPED_WITHIN
from children.scoring import kind_of, shown
from children.services import assess_grid as acts
from children.services.assess_grid import GridRow
from children.services.assessment_print import hand_out_grid
from children.services.need import default_deadline
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.areas.models import School, Village
from lao_cai_support.audit.services import seen_many
from lao_cai_support.web.clock import today
from lao_cai_support.web.codes import random_code
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.money import format_number

RIGHT = acts.RIGHT
FIRST_AREA = "DA"


@dataclass(frozen=True)
class Scope:
    """Whose children stand in the grid: a class, a school (or point), or a village."""

    key: str
    label: str
    children: QuerySet
    params: dict[str, str]


def _scope(request: OfficeRequest) -> Scope:
    """The scope named in the address; 404 when the person assesses nobody there."""
    rows = Child.objects.assessable_by(request.user)
    wanted = {name: request.GET.get(name, "").replace("\0", "") for name in ("truong", "lop", "thon")}
    if wanted["thon"]:
        village = Village.objects.filter(code=wanted["thon"]).first()
        rows, label = rows.filter(village=village), str(village)
        params = {"thon": wanted["thon"]}
    else:
        school = School.objects.filter(code=wanted["truong"]).first()
        rows, label = rows.filter(school=school), str(school)
        params = {"truong": wanted["truong"]}
        if school and "lop" in request.GET:
            rows = rows.filter(class_name=wanted["lop"])
            label = _("Lớp %(name)s, %(school)s") % {"name": wanted["lop"] or _("chưa ghi lớp"), "school": school}
            params["lop"] = wanted["lop"]
    place = next(iter(params.values()))
    if not place or label == "None" or not rows.exists():
        raise Http404
    key = ":".join([next(iter(params)), place, params.get("lop", "*")])[:80]
    return Scope(key, label, rows, params)


def _link(**params: str) -> str:
    return reverse("children:assess_grid") + "?" + urlencode(params)


@office_page(RIGHT)
def assess_pick(request: OfficeRequest) -> HttpResponse:
    """Classes and villages with their children, and the grids begun."""
    rows = Child.objects.assessable_by(request.user)
    classes = list(
        rows.filter(school__isnull=False)
        .values("school", "class_name")
        .annotate(n=Count("pk"))
        .order_by("school__sort_key", "school", "class_name")
    )
    schools = School.objects.in_bulk({row["school"] for row in classes})
    by_school: dict[int, dict[str, Any]] = {}
    for row in classes:
        school = schools[row["school"]]
        part = by_school.setdefault(
            school.pk, {"school": school, "n": 0, "url": _link(truong=school.code), "classes": []}
        )
        part["n"] += row["n"]
        url = _link(truong=school.code, lop=row["class_name"])
        part["classes"].append({"name": row["class_name"], "n": row["n"], "url": url})
    villages = (
        rows.filter(village__isnull=False)
        .values("village__code", "village__name", "village__sort_key")
        .annotate(n=Count("pk"))
        .order_by("village__sort_key")
    )
    context = {
        "schools": by_school.values(),
        "villages": [
            {"name": row["village__name"], "n": row["n"], "url": _link(thon=row["village__code"])} for row in villages
        ],
        "drafts": [_draft_line(draft) for draft in _drafts(request)],
    }
    return render(request, "children/assess_pick.html", context)


def _drafts(request: OfficeRequest) -> QuerySet:
    return AssessmentDraft.objects.visible_to(request.user).open().select_related("area", "item")


def _draft_line(draft: AssessmentDraft) -> dict[str, Any]:
    kind, place, name = draft.scope.split(":", 2)
    params = {kind: place, "linh_vuc": draft.area_id, "mat_hang": draft.item_id or "-"}
    if kind == "truong" and name != "*":
        params["lop"] = name
    return {"draft": draft, "url": _link(**params), "rows": len(draft.rows)}


@office_page(RIGHT)
def assess_grid(request: OfficeRequest) -> HttpResponse:
    """The grid; POST keeps the draft or saves all rows."""
    grid = _grid(request)
    return grid.posted() if request.method == "POST" else grid.opened()


@office_page(RIGHT)
@require_POST
def assess_grid_print(request: OfficeRequest) -> HttpResponse:
    """The same grid on paper, to be filled where there is no network."""
    grid = _grid(request)
    content = hand_out_grid(
        user=request.user,
        label=grid.scope.label,
        form=grid.form,
        item=grid.item,
        rows=grid.rows,
        address=urlsplit(grid.url).query,
    )
    return bytes_response(content, file_name="bang-danh-gia.pdf", inline=True)


@office_page(RIGHT)
def assess_sheet(request: OfficeRequest, code: str) -> HttpResponse:
    """Where the code on a printed grid leads: the grid to type it into."""
    sheet = get_object_or_404(AssessmentSheet.objects.visible_to(request.user), code=code)
    return redirect(f"{reverse('children:assess_grid')}?{sheet.address}")


def _grid(request: OfficeRequest) -> "Grid":
    """The grid that the address names; 404 when there is none for this person."""
    scope = _scope(request)
    area = SupportArea.objects.filter(pk=request.GET.get("linh_vuc", FIRST_AREA)).first()
    form = AssessmentForm.objects.in_force(today()).filter(area=area).select_related("area").first() if area else None
    if area is None or form is None:
        raise Http404
    items = list(area.items.filter(is_money=False, for_group=False))
    asked = request.GET.get("mat_hang", "")
    item = next((one for one in items if one.pk == asked), None)
    if item is None and asked != "-" and items:
        item = items[0]
    children = scope.children.select_related("unit", "village", "school").order_by("sort_key", "pk")
    health = can(request.user, "children.papers")
    rows = acts.grid_rows(children[: acts.MOST], form, item, health=health)
    return Grid(request, scope, form, item, items, rows)


class Grid:
    """One grid page: what is asked, and what is done with what is typed."""

    def __init__(
        self,
        request: OfficeRequest,
        scope: Scope,
        form: AssessmentForm,
        item: Item | None,
        items: list[Item],
        rows: list[GridRow],
    ) -> None:
        self.request, self.scope, self.form, self.item, self.items, self.rows = request, scope, form, item, items, rows
        self.url = _link(**scope.params, linh_vuc=form.area_id, mat_hang=item.pk if item else "-")

    def opened(self) -> HttpResponse:
        draft = _drafts(self.request).filter(area=self.form.area_id, item=self.item, scope=self.scope.key).first()
        put_typed(self.rows, draft.rows if draft else {})
        seen_many(self.request.user, [row.child for row in self.rows], "assess", right=RIGHT)
        return self.page(draft.code if draft else random_code(), draft=draft)

    def posted(self) -> HttpResponse:
        code, act = self.request.POST.get("draft", ""), self.request.POST.get("act", "")
        if not (code.isalnum() and len(code) == 10):
            code = random_code()
        if act == "discard":
            acts.discard_draft(user=self.request.user, area=self.form.area_id, item=self.item, scope=self.scope.key)
            messages.success(self.request, _("Đã bỏ những gì chưa lưu."))
            return redirect(self.url)
        typed = typed_rows(self.request.POST, self.rows, self.form, self.item)
        put_typed(self.rows, typed)
        if act != "save":
            return self.kept(code, typed)
        filled = read_rows(self.rows, self.form, self.item)
        wrong = sum(len(row.wrong) for row in self.rows)
        if wrong:
            words = ngettext(
                "Còn %(n)s ô chưa đúng; chưa có gì được lưu.", "Còn %(n)s ô chưa đúng; chưa có gì được lưu.", wrong
            )
            messages.error(self.request, words % {"n": format_number(wrong)})
            return self.page(code, status=422)
        needed_by = parse_date(self.request.POST.get("needed_by", "")) if self.item else None
        try:
            done, needs = acts.save_grid(
                user=self.request.user,
                code=code,
                scope=self.scope.key,
                form=self.form,
                item=self.item,
                filled=filled,
                needed_by=needed_by,
            )
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.url) if refusal.code == "saved" else self.page(code, status=422)
        messages.success(
            self.request,
            _("Đã lưu %(done)s đánh giá và %(needs)s nhu cầu chờ duyệt.")
            % {"done": format_number(done), "needs": format_number(needs)},
        )
        return redirect(self.url)

    def kept(self, code: str, typed: dict[str, dict[str, str]]) -> HttpResponse:
        """The draft kept: a word for the script, the page again for the plain form."""
        draft = acts.keep_draft(
            user=self.request.user,
            code=code,
            area=self.form.area_id,
            item=self.item,
            scope=self.scope.key,
            rows=typed,
        )
        if self.request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"kept": draft is not None})
        if draft:
            messages.success(self.request, _("Đã giữ nháp."))
        return redirect(self.url)

    def page(self, code: str, *, status: int = 200, draft: AssessmentDraft | None = None) -> HttpResponse:
        columns = [
            {
                "name": f"q-{question['key']}",
                "text": shown(question["text"]),
                "help": shown(question.get("help", "")),
                "kind": kind_of(question),
                "choices": [one | {"text": shown(one["text"])} for one in question.get("choices", ())],
            }
            for question in self.form.questions
        ]
        lines = []
        for number, row in enumerate(self.rows, start=1):
            cells = [self._cell(row, column) for column in columns]
            lines.append({"row": row, "number": number, "cells": cells, "need": self._need_cells(row)})
        unit = self.rows[0].child.unit_id
        due = default_deadline(self.item, today(), unit) if self.item else None
        context = {
            "scope": self.scope,
            "form": self.form,
            "item": self.item,
            "items": self.items,
            "areas": SupportArea.objects.all(),
            "columns": columns,
            "lines": lines,
            "code": code,
            "print_url": self.url.replace(reverse("children:assess_grid"), reverse("children:assess_grid_print")),
            "draft": draft,
            "scans": self._scans(),
            "due": self.request.POST.get("needed_by") or (f"{due:%Y-%m-%d}" if due else ""),
            "most": acts.MOST,
            "full": len(self.rows) >= acts.MOST,
        }
        return render(self.request, "children/assess_grid.html", context, status=status)

    def _scans(self) -> QuerySet:
        """What came back of this grid on paper lately: to type from, and to look up afterwards."""
        since = today() - datetime.timedelta(days=TYPED_WITHIN)
        scans = AssessmentScan.objects.visible_to(self.request.user)
        return scans.filter(sheet__address=urlsplit(self.url).query, sheet__printed_on__gte=since)

    def _cell(self, row: GridRow, column: dict[str, Any]) -> dict[str, Any]:
        cells = row.typed or prefilled(row, self.form, self.item)
        return {
            "column": column,
            "name": f"{row.child.code}-{column['name']}",
            "value": cells.get(column["name"], ""),
            "known": column["name"][2:] in row.known,
            "wrong": row.wrong.get(column["name"], ""),
        }

    def _need_cells(self, row: GridRow) -> dict[str, Any]:
        if self.item is None:
            return {}
        fitting = row.size_for(self.item)
        return {
            "size_name": f"{row.child.code}-size",
            "size": row.typed.get("size", "") or (fitting.size if fitting else ""),
            "derived": bool(fitting and fitting.derived),
            "size_wrong": row.wrong.get("size", ""),
            "quantity_name": f"{row.child.code}-quantity",
            "quantity": row.typed.get("quantity", ""),
            "quantity_wrong": row.wrong.get("quantity", ""),
        }
