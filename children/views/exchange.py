"""The file of verified children for the national child information system (docs/exchange_format.md)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from children.exchange import KINDS, to_exchange, write
from children.filters import commune_choices
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.export_files import Contents, exportable
from lao_cai_support.web.export_pages import reason_page


@exportable("exchange")
def exchange_contents(user: Any, query: Any, search: str) -> Contents:
    """The verified children with a personal id, of one commune or of all that the person may export."""
    asked = query.get("unit", "")
    unit = commune_choices_of(user).filter(code=asked).first() if asked else None
    rows, without = to_exchange(user, unit)
    says = [unit.title if unit else _("mọi xã trong phạm vi của bạn"), _("trẻ em đã thẩm định, có số định danh")]
    if without:
        says.append(_("%(count)s trẻ chưa có số định danh không nằm trong tệp") % {"count": without})
    return Contents(
        title=_("Tệp trao đổi về trẻ em"),
        says="; ".join(says),
        count=rows.count(),
        kinds=KINDS,
        unit=unit,
        write=lambda kind, mark, step: write(kind, rows, unit=unit, without=without, mark=mark, step=step),
        detail={"without": without},
    )


class _Asks:
    def __init__(self, user: Any) -> None:
        self.user = user


def commune_choices_of(user: Any) -> Any:
    return commune_choices(_Asks(user))


@office_page("children.export")
def exchange(request: OfficeRequest) -> HttpResponse:
    return reason_page(
        request,
        key="exchange",
        back=reverse("children:submission_list"),
        template="children/exchange.html",
        context={"communes": commune_choices_of(request.user), "asked": request.GET.get("unit", "")},
    )
