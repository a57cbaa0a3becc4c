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

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.export import export_response, exported
from lao_cai_support.web.keyset import COUNTED, KeysetPage, expected, in_order, keyset_page, ordering
from lao_cai_support.web.money import format_number

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000
OFTEN = 200  # a word that one row in so many has is soon met along the way
_PLACES = ("page", "after", "before")  # where in the list one stands


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


class Counted(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: QuerySet, size: int, count: int) -> None:
        super().__init__(rows, size)
        self.count = count  # in place of the query that would count them


class Listing:
    """One list page; ``queryset`` is already scoped by ``visible_to(user)``.

    With ``large`` nothing beyond COUNTED rows is counted or numbered: the list then says "more than", and its
    pages follow one another (web.keyset). Its rows need a public ``code``.

    With ``reasoned`` (children stand on it) a file is made only for a reason, see web.export_files: the app names
    the list there under the same key; ``title`` is the file's.
    """

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
        large: bool = False,
        title: Any = "",
        reasoned: bool = False,
    ) -> None:
        self.request, self.key, self.columns, self.noun = request, key, list(columns), noun
        self.everything, self.default_sort, self.search_label = queryset, default_sort, search_label
        self.exportable, self.page_size, self.pick, self.large = export, page_size, pick, large
        self.title, self.reasoned = title, reasoned
        self._found: list[Any] | None = None
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
    def _filtered(self) -> Any:
        """With a search label this is a queryset of ours that has search(), and searches() when large."""
        rows = self.everything
        if self.filterset:
            self.ignored  # noqa: B018 - validates the form; bad values are left out below
            for name, value in getattr(self.filterset.form, "cleaned_data", {}).items():
                if value not in (None, "", []) and name in self.filterset.filters:
                    rows = self.filterset.filters[name].filter(rows, value)
        return rows

    @cached_property
    def rows(self) -> QuerySet:
        rows = self._filtered
        if self.searched and self.large:
            return self._searched_large(rows).order_by(*self._order)
        if self.searched:
            rows = rows.search(self.searched)
        return rows.order_by(*self._order)

    def _searched_large(self, rows: Any) -> Any:
        """The first way of searching that finds something, and with it the ids that are counted."""
        for found in rows.searches(self.searched):
            self._found = self._ids(found)
            if self._found:
                break
        return found

    @staticmethod
    def _ids(rows: Any) -> list[Any]:
        """The ids of a large list's rows, as far as they are counted."""
        return list(rows.order_by().values_list("pk", flat=True)[: COUNTED + 1])

    @property
    def _column(self) -> Column:
        return next(c for c in self.columns if c.key == self.sort.removeprefix("-"))

    @property
    def _fields(self) -> list[str]:
        return [*self._column.sort, "pk"]

    @property
    def _down(self) -> bool:
        return self.sort.startswith("-")

    @property
    def _order(self) -> list[Any]:
        return ordering(self._fields, self._down)

    # -- what is shown

    @property
    def uncounted(self) -> bool:
        """Whether the list is longer than is counted."""
        if not self.large:
            return False
        rows = self.rows
        if self._found is None:  # a search has found them already
            self._found = self._ids(rows)
        return len(self._found) > COUNTED

    @cached_property
    def page(self) -> Any:
        if self.uncounted:
            return self._page_along()
        if self.large:
            # The ids are put in order first; what a page shows is fetched for its own rows only.
            found = self.everything.model._default_manager.filter(pk__in=self._found or [])
            ids = found.order_by(*ordering(self._fields, self._down, unindexed=True)).values_list("pk", flat=True)
            paginator: Paginator = Counted(ids, self.page_size, len(self._found or []))
        else:
            paginator = Paginator(self.rows, self.page_size)
        try:
            page = paginator.page(self.request.GET.get("page", 1))
        except PageNotAnInteger:
            page = paginator.page(1)
        except EmptyPage:
            page = paginator.page(paginator.num_pages)
        if self.large:
            page.object_list = in_order(self.everything, list(page.object_list))
        return page

    def _page_along(self) -> KeysetPage:
        """A page of a list that is too long to be numbered.

        Hits of a search are put in order after they are found, unless they are so many that walking along the
        order meets them soon: names are ordered by given name, so that all Yến stand together at the very end.
        """
        rows, found_first = self.rows, bool(self.searched)
        if self.searched and expected(rows) * OFTEN > expected(self.everything):
            rows, found_first = self._filtered.read_through(self.searched), False
        return keyset_page(
            rows,
            self._fields,
            anchors=self.everything,
            down=self._down,
            size=self.page_size,
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            found_first=found_first,
        )

    @property
    def total(self) -> int:
        """How many rows; for a list that is not counted, how many it has at least."""
        return COUNTED if self.uncounted else self.page.paginator.count

    @property
    def counted(self) -> str:
        """“1.234 nhu cầu”: how many rows of what, by the grammar of the reader's language."""
        number = format_number(self.total)
        words = _("hơn %(count)s") % {"count": number} if self.uncounted else number
        return str(self.noun % {"count": self.total, "n": words})

    @property
    def page_range(self) -> Any:
        return (
            []
            if self.uncounted
            else self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        )

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
            self.ignored  # noqa: B018 - validates the form, whoever asks first
            for name, value in getattr(self.filterset.form, "cleaned_data", {}).items():
                if value in (None, "", []):
                    continue
                field = self.filterset.form.fields[name]
                words = self._words(field, value)
                params = self.request.GET.copy()
                for part in (name, f"{name}_min", f"{name}_max", *_PLACES):
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
        order = _("giảm dần") if self.sort.startswith("-") else _("tăng dần")
        words.append(_("xếp theo %(column)s %(order)s") % {"column": str(self._column.label).lower(), "order": order})
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
            for place in _PLACES:
                params.pop(place, None)
            return redirect(f"{self.request.path}?{params.urlencode()}" if params else self.request.path)
        asked = self.request.GET.get("export", "")
        if self.exportable and asked in self.export_kinds:
            return self._ask(asked) if self.reasoned else self._export(asked)
        return render(self.request, template, {"listing": self, **(context or {})})

    @property
    def export_kinds(self) -> tuple[str, ...]:
        return ("xlsx", "csv", "pdf") if self.reasoned else ("xlsx", "csv")

    def _ask(self, kind: str) -> HttpResponse:
        """The page that asks for the reason, with the same filters."""
        from lao_cai_support.web.export_pages import reason_page

        params = self.request.GET.copy()
        params.pop("export", None)
        back = f"{self.request.path}?{params.urlencode()}" if params else self.request.path
        return reason_page(self.request, key=self.key, search=self.searched, kind=kind, back=back)

    def contents(self) -> Any:
        """What a file of this list holds. Raises Refusal when the person may not take it."""
        from lao_cai_support.web.export_files import Contents

        if not self.exportable:
            raise Refusal(_("Bạn không có quyền xuất danh sách này. Hãy hỏi người phụ trách ở đơn vị."))
        rows = self.rows
        return Contents(
            title=str(self.title),
            says=self.says,
            count=rows.order_by().count(),
            columns=self.columns,
            rows=lambda: rows.iterator(chunk_size=1000),
        )

    def _export(self, kind: str) -> Any:
        rows = self.rows[:EXPORT_LIMIT]
        exported.send(sender=Listing, request=self.request, key=self.key, kind=kind, count=rows.count())
        name = f"{self.key}-{today():%Y%m%d}"
        return export_response(rows.iterator(chunk_size=1000), self.columns, name, kind)
