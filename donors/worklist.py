"""What waits for a person about donors and matching."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from donors.models import MatchRun, Pledge
from lao_cai_support.accounts.rights import can
from lao_cai_support.accounts.worklist import Task


def tasks(user: Any) -> Iterator[Task]:
    """Each count is that of the list behind its link."""
    if can(user, "pledges.edit"):
        offered = Pledge.objects.visible_to(user).filter(state="offered").count()
        yield Task(_("Cam kết mới, chờ ký thỏa thuận"), offered, reverse("donors:pledge_list") + "?state=offered")
    if can(user, "pledges.own"):
        mine = Pledge.objects.visible_to(user).filter(state="accepted").count()
        yield Task(_("Cam kết của bạn đang thực hiện"), mine, reverse("donors:pledge_list") + "?state=accepted", "info")
    if can(user, "matching.propose"):
        proposed = MatchRun.objects.visible_to(user).filter(state="proposed").count()
        yield Task(
            _("Phương án đã tính, chờ xem và trình"), proposed, reverse("donors:matching_list") + "?state=proposed"
        )
    if can(user, "matching.approve"):
        submitted = MatchRun.objects.visible_to(user).filter(state="submitted").count()
        yield Task(_("Duyệt phương án điều phối"), submitted, reverse("donors:matching_list") + "?state=submitted")
