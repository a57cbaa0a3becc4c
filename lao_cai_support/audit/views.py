"""The log itself: for who inspects and who answers for the province."""

from django.apps import apps
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.filters import ActFilter
from lao_cai_support.audit.models import Act
from lao_cai_support.audit.templatetags.audit import act_facts, act_words
from lao_cai_support.web.listing import Column, Listing


def what(act: Act) -> str:
    """The kind of record in words, with its code: never a name."""
    try:
        kind = str(apps.get_model(act.object_type)._meta.verbose_name)
    except LookupError:
        kind = act.object_type
    return f"{kind[:1].upper()}{kind[1:]} {act.object_code}"


def why(act: Act) -> str:
    return "; ".join(part for part in (act.reason, act_facts(act)) if part)


COLUMNS = [
    Column("at", gettext_lazy("Lúc"), "at", kind="date", sort=("at",)),
    Column("act", gettext_lazy("Việc"), act_words, sort=("act",)),
    Column("what", gettext_lazy("Hồ sơ"), what),
    Column(
        "who",
        gettext_lazy("Ai"),
        lambda a: str(a.user) if a.user else _("Hệ thống"),
        sort=("user__full_name",),
        sub=lambda a: a.membership.get_role_display() if a.membership else "",
    ),
    Column("unit", gettext_lazy("Đơn vị"), "unit.title", sort=("unit__path",), run=True),
    Column("why", gettext_lazy("Chi tiết, lý do"), why, opt=True),
]


@office_page("audit.view")
def act_list(request: OfficeRequest) -> HttpResponse:
    """Who did what, when, as what and why, within the reader's own units."""
    acts = Act.objects.visible_to(request.user).select_related("user", "membership", "unit")
    listing = Listing(
        request,
        acts,
        key="nhat-ky",
        columns=COLUMNS,
        default_sort="-at",
        noun=ngettext_lazy("%(n)s việc đã ghi", "%(n)s việc đã ghi", "count"),
        filterset=ActFilter,
        search_label=_("Tìm theo người làm hoặc mã hồ sơ"),
    )
    lede = _("Nhật ký chỉ ghi thêm, không ai sửa hay xóa được. Trong nhật ký chỉ có mã hồ sơ, không có tên trẻ.")
    return listing.response("audit/act_list.html", {"title": _("Nhật ký"), "lede": lede})
