"""The office menu: what stands above the pages for the person who signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.rights import can

# (words, address, icon, acts of which one is enough)
ENTRIES: list[tuple[Any, str, str, tuple[str, ...]]] = [
    (_("Việc cần làm"), "accounts:worklist", "tasks", ()),
    (_("Trẻ em"), "children:child_list", "child", ("children.view",)),
    (_("Danh sách"), "children:submission_list", "list", ("lists.view",)),
    (_("Vụ việc"), "children:case_list", "lock", ("cases.view", "cases.report")),
    (_("Nhu cầu"), "children:need_list", "need", ("needs.view",)),
    (_("Nhà tài trợ"), "donors:donor_list", "donor", ("donors.view",)),
    (_("Đóng góp của tôi"), "funds:giving", "donor", ("pledges.own",)),
    (_("Cam kết"), "donors:pledge_list", "pledge", ("pledges.view", "pledges.own")),
    (_("Điều phối"), "donors:matching_list", "match", ("matching.view",)),
    (_("Quỹ"), "funds:fund_list", "fund", ("funds.view",)),
    (_("Cấp phát"), "funds:distribution_list", "deliver", ("distributions.view",)),
    (_("Báo cáo"), "reports:report_list", "report", ("reports.view",)),
    (_("Hoạt động"), "donors:activity_list", "tasks", ("activities.view",)),
    (_("Đỡ đầu"), "donors:sponsorship_list", "heart", ("sponsorships.view", "sponsorships.own")),
    (_("Kế hoạch vận động"), "donors:plan_list", "list", ("plans.view",)),
    (_("Khen thưởng"), "funds:commendation_list", "heart", ("commendations.view",)),
    (_("Nhật ký"), "audit:act_list", "clock", ("audit.view",)),
    (_("Người dùng"), "accounts:people_list", "people", ("people.manage",)),
]


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user
    if not user.is_authenticated:
        return []
    entries = []
    for words, name, icon, acts in ENTRIES:
        if not acts or any(can(user, act) for act in acts):
            try:
                url = reverse(name)
            except NoReverseMatch:  # its page is not in this house yet; a test names it
                continue
            entries.append({"label": words, "url": url, "icon": icon, "current": request.path.startswith(url)})
    return entries


def office(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the menu (made only where a template draws it) and the demonstration's banner."""
    return {
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "demo_banner": settings.DEMO,
        "business_day": settings.BUSINESS_DAY,
        "site_url": settings.SITE_URL,
    }
