"""Every list of the portal: one filter that also says itself in words, search, sort, pages, export.

A view reads::

    listing = Listing(request, Need.objects.visible_to(request.user), key="needs", columns=COLUMNS,
                      filterset=NeedFilter, default_sort="needed_by",
                      noun=ngettext_lazy("%(n)s nhu cầu", "%(n)s nhu cầu", "count"))
    return listing.response("children/need_list.html", {...})

Searching for a name goes by POST into the session, never into an address (ASVS 14.2.1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lao_cai_support.web.clock import today
from lao_cai_support.web.export import export_response, exported
from lao_cai_support.web.money import format_number

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000


@dataclass(frozen=True)
class Tag:
    """A status in a cell: word, tone (ok, act, bad, brand-t or nothing)."""

    word: Any
    tone: str = ""

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Column:
    """One column: how its value is got, drawn, sorted and exported.

    ``value`` is an attribute path (``unit.name``) or a function of the row; ``kind`` text, number, vnd, date or tag;
    ``sort`` the fields to order by; ``link`` gives the row's address; ``opt`` columns step back on a tablet.
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any]
    kind: str = "text"
    sort: tuple[str, ...] = ()
    link: Callable[[Any], str] | None = None
    sub: Callable[[Any], Any] | None = None
    opt: bool = False
    run: bool = False

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for name in self.value.split("."):
            row = getattr(row, name, None)
            if row is None:
                return None
            row = row() if callable(row) and name.startswith("get_") else row
        return row


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Any
    url: str
    sub: Any


class Listing:
    """One list page; ``queryset`` is already scoped by ``visible_to(user)``."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        *,
        key: str,
        columns: Sequence[Column],
        default_sort: str,
        noun: Any,
        filterset: Any = None,
        search_label: Any = None,
        export: bool = True,
        page_size: int = PAGE_SIZE,
        pick: bool = False,
    ) -> None:
        self.request, self.key, self.columns, self.noun = request, key, list(columns), noun
        self.everything, self.default_sort, self.search_label = queryset, default_sort, search_label
        self.exportable, self.page_size, self.pick = export, page_size, pick
        self.filterset = filterset(request.GET, queryset=queryset, request=request) if filterset else None

    # -- what is asked

    @property
    def _session_key(self) -> str:
        return f"search.{self.key}"

    @cached_property
    def searched(self) -> str:
        return self.request.session.get(self._session_key, "") if self.search_label else ""

    @cached_property
    def sort(self) -> str:
        """The asked order when it is one of ours, else the default."""
        asked = self.request.GET.get("sort", "")
        known = {column.key for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in known else self.default_sort

    @cached_property
    def ignored(self) -> bool:
        """Whether the address held a filter value that makes no sense (it is left out, and said)."""
        return bool(self.filterset and self.filterset.form.is_bound and not self.filterset.form.is_valid())

    @cached_property
    def rows(self) -> QuerySet:
        rows: Any = self.everything  # with a search label, a queryset of ours that has search()
        if self.filterset:
            self.ignored  # noqa: B018 - validates the form; bad values are left out below
            for name, value in getattr(self.filterset.form, "cleaned_data", {}).items():
                if value not in (None, "", []) and name in self.filterset.filters:
                    rows = self.filterset.filters[name].filter(rows, value)
        if self.searched:
            rows = rows.search(self.searched)
        column = next(c for c in self.columns if c.key == self.sort.removeprefix("-"))
        sign = "-" if self.sort.startswith("-") else ""
        return rows.order_by(*(f"{sign}{field}" for field in column.sort), f"{sign}pk")

    # -- what is shown

    @cached_property
    def page(self) -> Page:
        paginator = Paginator(self.rows, self.page_size)
        try:
            return paginator.page(self.request.GET.get("page", 1))
        except PageNotAnInteger:
            return paginator.page(1)
        except EmptyPage:
            return paginator.page(paginator.num_pages)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def counted(self) -> str:
        """“1.234 nhu cầu”: how many rows of what, by the grammar of the reader's language."""
        return str(self.noun % {"count": self.total, "n": format_number(self.total)})

    @property
    def page_range(self) -> Any:
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)

    def lines(self) -> list[tuple[Any, list[Cell]]]:
        return [
            (
                row,
                [Cell(c, c.of(row), c.link(row) if c.link else "", c.sub(row) if c.sub else "") for c in self.columns],
            )
            for row in self.page
        ]

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """The filters in use: (words, query without it)."""
        chips = []
        if self.filterset:
            for name, value in getattr(self.filterset.form, "cleaned_data", {}).items():
                if value in (None, "", []):
                    continue
                field = self.filterset.form.fields[name]
                words = self._words(field, value)
                params = self.request.GET.copy()
                for part in (name, f"{name}_min", f"{name}_max", "page"):
                    params.pop(part, None)
                chips.append((f"{field.label}: {words}", "?" + params.urlencode()))
        return chips

    @staticmethod
    def _words(field: Any, value: Any) -> str:
        choices = {str(k): str(v) for k, v in getattr(field, "choices", []) if not isinstance(v, list | tuple)}
        if isinstance(value, list | tuple):
            return ", ".join(choices.get(str(v), str(v)) for v in value)
        if value is True:
            return _("có")
        return choices.get(str(getattr(value, "pk", value)), str(value))

    @property
    def says(self) -> str:
        """The list in a sentence."""
        words = [chip for chip, _query in self.chips]
        if self.searched:
            words.append(_("tìm “%(text)s”") % {"text": self.searched})
        column = next(c for c in self.columns if c.key == self.sort.removeprefix("-"))
        order = _("giảm dần") if self.sort.startswith("-") else _("tăng dần")
        words.append(_("xếp theo %(column)s %(order)s") % {"column": str(column.label).lower(), "order": order})
        return "; ".join(words)

    @property
    def narrowed(self) -> bool:
        return bool(self.chips or self.searched)

    # -- answers

    def response(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """The page; the file when an export is asked; a redirect after a search was typed."""
        if self.request.method == "POST" and "search" in self.request.POST:
            typed = "".join(char if char.isprintable() else " " for char in self.request.POST["search"])
            self.request.session[self._session_key] = typed.strip()[:80]
            params = self.request.GET.copy()
            params.pop("page", None)
            return redirect(f"{self.request.path}?{params.urlencode()}" if params else self.request.path)
        if self.exportable and self.request.GET.get("export") in ("csv", "xlsx"):
            return self._export(self.request.GET["export"])
        return render(self.request, template, {"listing": self, **(context or {})})

    def _export(self, kind: str) -> Any:
        rows = self.rows[:EXPORT_LIMIT]
        exported.send(sender=Listing, request=self.request, key=self.key, kind=kind, count=rows.count())
        name = f"{self.key}-{today():%Y%m%d}"
        return export_response(rows.iterator(chunk_size=1000), self.columns, name, kind)
