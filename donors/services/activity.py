"""Acts on activities: plan, invite, publish, record who came and what was found, count heads, tell the result."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.models import Child, Item
from children.services.need import assess_need, known_answers
from children.services.transfer import refer_child
from donors.models import Activity, ActivityInvite, Attendance, Donor, HeadCount
from donors.models.activity import ACTIVITY_MOVES, ActivityKind, ActivityState, Finding
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import nfc

RIGHT, PUBLISH, RECORD = "activities.edit", "activities.publish", "activities.record"
LONGEST = 370  # days of a term


@transaction.atomic
def save_activity(
    *,
    user: Any,
    activity: Activity | None,
    unit: Any,
    kind: str,
    name: str,
    about: str,
    first_day: datetime.date,
    last_day: datetime.date,
    school: Any = None,
    lent_paper: str = "",
    venue: str = "",
    partner: Donor | None = None,
    cost_memo: int | None = None,
    cost_paper: str = "",
) -> Activity:
    """Plan an activity or change one that is not over; both days are inside it. ``cost_memo`` is what the partner bears,
    in đồng: a memo with its paper, never an entry of a fund. Raises Refusal at the field."""
    row = (
        Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        if activity
        else Activity(unit=unit, planned_by=user)
    )
    require(user, RIGHT, unit=row.unit_id)
    if row.state in (ActivityState.HELD, ActivityState.CANCELLED):
        raise Refusal(_("Hoạt động đã kết thúc nên không sửa được."), code="move")
    if last_day < first_day:
        raise Refusal(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="last_day")
    if (last_day - first_day).days > LONGEST:
        raise Refusal(_("Một hoạt động dài nhất một năm. Hãy lập từng năm học."), field="last_day")
    if kind == ActivityKind.VENUE and (school is None or not lent_paper.strip()):
        raise Refusal(_("Hãy chọn trường cho mượn sân và ghi thỏa thuận cho mượn."), field="school")
    if cost_memo and (partner is None or not cost_paper.strip()):
        raise Refusal(_("Khoản bên cùng tổ chức chịu cần tên bên đó và giấy tờ."), field="cost_paper")
    row.kind, row.name, row.about, row.venue = kind, nfc(name), about.strip(), nfc(venue)
    row.valid = DateRange(first_day, last_day + datetime.timedelta(days=1))
    row.school, row.lent_paper, row.partner = school, nfc(lent_paper), partner
    row.cost_memo, row.cost_paper = cost_memo or 0, nfc(cost_paper)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal(_("Các ô của hoạt động không đi được với nhau. Hãy kiểm tra lại."), code="conflict") from error
    record(user, "activity.edit" if activity else "activity.plan", row, right=RIGHT, unit=row.unit_id)
    return row


def _locked(activity: Activity) -> Activity:
    return Activity.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=activity.pk)


@transaction.atomic
def invite(*, user: Any, activity: Activity, school: Any = None, class_name: str = "", village: Any = None) -> Any:
    """Invite a class, a whole school or a village. Raises Refusal when it is invited already."""
    row = _locked(activity)
    require(user, RIGHT, unit=row.unit_id)
    if row.state in (ActivityState.HELD, ActivityState.CANCELLED):
        raise Refusal(_("Hoạt động đã kết thúc nên không mời thêm."), code="move")
    if (school is None) == (village is None):
        raise Refusal(_("Hãy chọn một trường (và lớp) hoặc một thôn."), field="school")
    place = school or village
    require(user, RIGHT, unit=place.unit_id)
    try:
        with transaction.atomic():
            made = ActivityInvite.objects.create(
                activity=row, school=school, class_name=nfc(class_name) if school else "", village=village
            )
    except IntegrityError:
        raise Refusal(_("Nhóm này đã được mời."), field="school") from None
    record(user, "activity.invite", row, right=RIGHT, unit=row.unit_id)
    return made


@transaction.atomic
def move_activity(*, user: Any, activity: Activity, state: str, words: str = "") -> Activity:
    """Publish, tell that it was held (``words``: the result the public reads), or cancel (``words``: why)."""
    row = _locked(activity)
    require(user, PUBLISH, unit=row.unit_id)
    check_move(ACTIVITY_MOVES, row.state, state, labels=dict(ActivityState.choices))
    if state == ActivityState.CANCELLED:
        if not words.strip():
            raise Refusal(_("Hãy ghi lý do."), field="reason")
        if row.attendances.exists() or row.head_counts.exists():
            raise Refusal(_("Đã có trẻ tham gia nên không hủy được. Hãy ghi là đã tổ chức."), code="attended")
        row.cancel_reason = nfc(words.strip())
    if state == ActivityState.HELD:
        if row.valid.lower > today():
            raise Refusal(_("Hoạt động chưa đến ngày."), code="early")
        row.result = words.strip()
    row.state = state
    row.save(update_fields=["state", "cancel_reason", "result"])
    record(user, f"activity.{state}", row, right=PUBLISH, unit=row.unit_id)
    return row


@dataclass(frozen=True)
class Said:
    """One line of the grid: who, whether they came, and what was found."""

    child: Child
    came: bool
    finding: str = ""
    item: Item | None = None


def may_find(user: Any, activity: Activity) -> bool:
    """Findings of health are no school's: only who may read a child's papers writes them."""
    return activity.kind == ActivityKind.HEALTH and can(user, "children.papers") and can(user, RECORD)


@transaction.atomic
def save_attendance(
    *, user: Any, activity: Activity, lines: Iterable[Said], provider: str = "", handed_to: str = ""
) -> dict[int, str]:
    """Write who came and, of a check-up, what was found: a need is assessed and a referral handed over in the same act.

    ``provider`` and ``handed_to`` are whom referred children are handed to. Gives child's id → sentence of the lines
    that were not written; the others are. A finding that has become a record stays.
    """
    row = _locked(activity)
    require(user, RECORD)
    if row.state not in (ActivityState.PUBLISHED, ActivityState.HELD) or row.valid.lower > today():
        raise Refusal(_("Chỉ điểm danh hoạt động đã công bố và đã đến ngày."), code="move")
    lines = list(lines)
    held = {one.child_id: one for one in row.attendances.all()}
    reached = set(
        Child.objects.assessable_by(user).filter(pk__in=[line.child.pk for line in lines]).values_list("pk", flat=True)
    )
    findings = may_find(user, row)
    wrong: dict[int, str] = {}
    written = 0
    for line in lines:
        try:
            with transaction.atomic():
                if line.child.pk not in reached:
                    raise Refusal(_("Trẻ này không thuộc phạm vi của bạn."))
                _write(user, row, line, held.get(line.child.pk), findings, provider, handed_to)
            written += 1
        except Refusal as refusal:
            wrong[line.child.pk] = str(refusal)
        except IntegrityError:
            wrong[line.child.pk] = _("Trẻ này không thuộc nhóm được mời.")
    if written:
        record(user, "activity.attend", row, right=RECORD, unit=row.unit_id, children=written)
    return wrong


def _write(
    user: Any, row: Activity, line: Said, one: Attendance | None, findings: bool, provider: str, handed_to: str
) -> None:
    one = one or Attendance(activity=row, child=line.child)
    if one.need_id or one.referral_id:
        if line.finding != one.finding or not line.came:
            raise Refusal(_("Kết quả khám đã thành nhu cầu hoặc giới thiệu nên không sửa ở đây."))
        return
    one.came, one.recorded_by, one.recorded_on = line.came, user, today()
    if findings:
        one.finding = line.finding if line.came else ""
        if line.finding and not line.came:
            raise Refusal(_("Trẻ vắng mặt thì không có kết quả khám."))
        if line.finding == Finding.NEED:
            one.need = _need(user, line)
        elif line.finding == Finding.REFERRAL:
            if not provider.strip() or not handed_to.strip():
                raise Refusal(_("Hãy ghi nơi khám và người nhận bàn giao ở đầu bảng."))
            one.referral = refer_child(
                user=user,
                child=line.child,
                kind="medical",
                provider=provider,
                handed_to=handed_to,
                on=today(),
                note=_("Phát hiện ở ngày khám sức khỏe: %(name)s") % {"name": row.name},
            )
    one.save()


def _need(user: Any, line: Said) -> Any:
    if line.item is None:
        raise Refusal(_("Hãy chọn mặt hàng trẻ cần."))
    answers = known_answers(line.child, line.item, today())
    return assess_need(user=user, unit=line.child.unit, item=line.item, quantity=1, answers=answers, child=line.child)


def countable(user: Any, activity: Activity) -> list[ActivityInvite]:
    """The invited groups whose children the person counts: of the own communes, or of the own school."""
    units = user.covered_units({Role.COMMUNE_OFFICER})
    schools = {m.school_id for m in user.current_memberships() if m.role == Role.SCHOOL_OFFICER}
    groups = activity.invites.select_related("school", "village")
    return [one for one in groups if one.place.unit_id in units or (one.school_id and one.school_id in schools)]


@transaction.atomic
def count_heads(
    *, user: Any, activity: Activity, day: datetime.date, heads: int, group: ActivityInvite | None = None
) -> HeadCount:
    """Write, or mend, how many children of a group (where groups are invited) came on a day of a term.

    Raises Refusal for other days and days to come, and for a group that is not the person's.
    """
    row = _locked(activity)
    groups = countable(user, row)
    if group is None and row.invites.exists():
        raise Refusal(_("Hãy chọn trường, lớp hoặc thôn."), field="group")
    if group is not None and group not in groups:
        raise Refusal(_("Nhóm này không thuộc phạm vi của bạn."), field="group")
    if group is None:
        require(user, RECORD, unit=row.school.unit_id if row.school else row.unit_id)
    if day > today() or day not in row.valid:
        raise Refusal(_("Ngày phải trong thời gian của hoạt động và không sau hôm nay."), field="day")
    if row.state not in (ActivityState.PUBLISHED, ActivityState.HELD):
        raise Refusal(_("Hãy công bố hoạt động trước khi ghi số trẻ."), code="move")
    made, _new = HeadCount.objects.update_or_create(
        activity=row, group=group, day=day, defaults={"heads": heads, "recorded_by": user}
    )
    record(user, "activity.heads", row, right=RECORD, unit=row.unit_id, children=heads)
    return made
