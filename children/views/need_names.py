"""The name list behind a purchase: which child of which school and class needs which size, and how many of each."""

from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from children.filters import NeedNamesFilter
from children.models import Item, Need
from children.views.need import need_url, whom
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.export_files import Contents, asked_again, exportable
from lao_cai_support.web.listing import Column, Listing


def _of_group(need: Need, name: str) -> Any:
    """A child's own school and class; a group's school, and its name as the class."""
    if need.child:
        return getattr(need.child, name)
    return need.school if name == "school" else need.group_name


COLUMNS = [
    Column("school", gettext_lazy("Trường"), lambda n: _of_group(n, "school"), sort=("child__school__sort_key",)),
    Column("class", gettext_lazy("Lớp"), lambda n: _of_group(n, "class_name"), sort=("child__class_name",), run=True),
    Column("whom", gettext_lazy("Họ và tên"), whom, sort=("child__sort_key",), link=need_url),
    Column("item", gettext_lazy("Mặt hàng"), "item", sort=("item__name_vi",)),
    Column("size", gettext_lazy("Cỡ"), "size", sort=("size",)),
    Column("quantity", gettext_lazy("Số lượng"), "quantity", kind="number", sort=("quantity",)),
    Column("state", gettext_lazy("Trạng thái"), "get_state_display", opt=True),
]


def names_listing(request: OfficeRequest) -> Listing:
    rows = Need.objects.visible_to(request.user).filter(state__in=["open", "approved", "published"])
    return Listing(
        request,
        rows.select_related("item", "school", "child__school"),
        key="need_names",
        columns=COLUMNS,
        filterset=NeedNamesFilter,
        default_sort="school",
        noun=ngettext_lazy("%(n)s nhu cầu", "%(n)s nhu cầu", "count"),
        title=_("Nhu cầu theo trường và cỡ"),
        reasoned=True,
    )


@exportable("need_names")
def names_to_export(user: Any, query: Any, search: str) -> Contents:
    return names_listing(asked_again(user, query, "search.need_names", search)).contents()


@office_page("children.view")
def need_names(request: OfficeRequest) -> HttpResponse:
    """Names by school and class, with the pieces of each item and size above them."""
    listing = names_listing(request)
    rows = listing.rows.order_by().values("item", "size").annotate(pieces=Sum("quantity")).order_by("item", "size")[:60]
    items = Item.objects.in_bulk()
    totals = [{"item": items[row["item"]], "size": row["size"], "pieces": row["pieces"]} for row in rows]
    context = {
        "title": _("Nhu cầu theo trường và cỡ"),
        "totals": totals,
        "acts": [{"label": _("Nhu cầu"), "url": reverse("children:need_list")}],
    }
    return listing.response("children/need_names.html", context)
