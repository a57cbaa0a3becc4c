"""What waits for a person about donors and matching."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from donors.models import (
    Activity,
    Approach,
    ForeignApproval,
    MatchRun,
    MobilisationPlan,
    Pledge,
    PublicOffer,
    Sponsorship,
)
from lao_cai_support.accounts.rights import can
from lao_cai_support.accounts.worklist import Task
from lao_cai_support.web.clock import today


def tasks(user: Any) -> Iterator[Task]:
    """Each count is that of the list behind its link."""
    if can(user, "donors.approach"):
        due = Approach.objects.visible_to(user).waiting(today()).count()
        yield Task(
            _("Việc hẹn với nhà tài trợ đã đến ngày"), due, reverse("donors:approach_list") + "?due=true", "late"
        )
    if can(user, "plans.approve"):
        plans = MobilisationPlan.objects.visible_to(user).filter(state="submitted").count()
        yield Task(_("Duyệt kế hoạch vận động"), plans, reverse("donors:plan_list") + "?state=submitted")
    for right, state, words in (
        ("foreign.appraise", "appraising", _("Thẩm định khoản viện trợ")),
        ("foreign.decide", "appraised", _("Ghi quyết định phê duyệt viện trợ")),
    ):
        if can(user, right):
            waiting = ForeignApproval.objects.visible_to(user).filter(state=state).count()
            yield Task(words, waiting, reverse("donors:foreign_list") + f"?state={state}")
    if can(user, "pledges.edit"):
        offered = Pledge.objects.visible_to(user).filter(state="offered").count()
        yield Task(_("Cam kết mới, chờ ký thỏa thuận"), offered, reverse("donors:pledge_list") + "?state=offered")
        promised = PublicOffer.objects.visible_to(user).filter(state="confirmed").count()
        yield Task(
            _("Lời hứa từ trang công khai, chờ tiếp nhận"), promised, reverse("donors:offer_list") + "?state=confirmed"
        )
        late = Pledge.objects.visible_to(user).due("late").count()
        yield Task(_("Cam kết quá hạn thực hiện"), late, reverse("donors:pledge_list") + "?due=late", "late")
        soon = Pledge.objects.visible_to(user).due("soon").count()
        yield Task(_("Cam kết đến hạn trong 14 ngày tới"), soon, reverse("donors:pledge_list") + "?due=soon")
    if can(user, "pledges.write_off"):
        asked = Pledge.objects.visible_to(user).awaiting_write_off(user).count()
        yield Task(_("Duyệt ghi không thực hiện"), asked, reverse("donors:pledge_list") + "?due=write_off")
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
    if can(user, "sponsorships.edit"):
        rows, url = Sponsorship.objects.visible_to(user), reverse("donors:sponsorship_list")
        stopped = rows.filter(state="stopped").count()
        yield Task(_("Đỡ đầu đã dừng, chờ quyết định báo gì"), stopped, url + "?state=stopped", "late")
        news = rows.filter(notes__state="written").distinct().count()
        yield Task(_("Tin về trẻ được đỡ đầu, chờ xem"), news, url + "?news=true")
    if can(user, "activities.publish"):
        over = Activity.objects.visible_to(user).to_tell().count()
        yield Task(_("Hoạt động đã qua, chờ ghi kết quả"), over, reverse("donors:activity_list") + "?past=true")
