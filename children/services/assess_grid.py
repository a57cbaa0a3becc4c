"""Assessing a class, school point or village in one grid: what it shows, its draft, and the one save of all rows."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.growth import sml_of
from children.models import Assessment, AssessmentDraft, AssessmentForm, Child, CommuneBand, Item, Need
from children.scoring import score
from children.services.health import Fitting, fitting_sizes
from children.services.known import answers_known, known_facts, measurements_of
from children.services.need import VALID_DAYS, next_day, unit_value
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record_many
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal

RIGHT = "needs.assess"
MOST = 200  # rows of one grid
MOST_PIECES = 1000


@dataclass
class GridRow:
    """One child of the grid with what is known, and what was typed (column → text)."""

    child: Child
    known: dict[str, bool]
    sizes: dict[str, Fitting]
    held: Need | None = None  # a living need of the same item: no second one is written
    last: Assessment | None = None
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def size_for(self, item: Item) -> Fitting | None:
        """The size that fits today, when it is known; hats go by age."""
        if item.size_kind == "sml":
            age = self.child.age_on(today())
            return Fitting(sml_of(age), derived=True) if age is not None else None
        return self.sizes.get(item.size_kind)


def grid_rows(
    children: Iterable[Child], form: AssessmentForm, item: Item | None, *, health: bool = True
) -> list[GridRow]:
    """The rows of the grid, filled with what the register knows; a fixed number of queries.

    Without ``health`` (a school) what was measured answers no question; sizes are told all the same.
    """
    children, day = list(children), today()
    measurements = measurements_of(children)
    facts = known_facts(children, form.area_id, day, measurements=measurements, health=health)
    held = {}
    if item:
        living = Need.objects.filter(child__in=children, item=item, state__in=["open", "approved", "published"])
        held = {need.child_id: need for need in living}
    newest = Assessment.objects.filter(child__in=children, form__area=form.area_id, valid__contains=day).order_by("pk")
    last = {row.child_id: row for row in newest}
    return [
        GridRow(
            child=child,
            known=answers_known(form.questions, facts[child.pk]),
            sizes=fitting_sizes(child, measurements.get(child.pk, ()), day),
            held=held.get(child.pk),
            last=last.get(child.pk),
        )
        for child in children
    ]


@transaction.atomic
def keep_draft(
    *, user: Any, code: str, area: str, item: Item | None, scope: str, rows: Mapping[str, Mapping[str, str]]
) -> AssessmentDraft | None:
    """Keep what is typed in the person's own draft of this grid; None when the grid ``code`` was saved meanwhile."""
    require(user, RIGHT)
    if AssessmentDraft.objects.filter(code=code, saved_as__isnull=False).exists():
        return None
    rows = {key: {name: text[:200] for name, text in cells.items()} for key, cells in list(rows.items())[:MOST]}
    draft = _open_draft(user, area, item, scope)
    if draft is None:
        try:
            with transaction.atomic():
                return AssessmentDraft.objects.create(
                    code=code, user=user, area_id=area, item=item, scope=scope, rows=rows, kept_at=now()
                )
        except IntegrityError:  # the other page of the same grid was quicker
            draft = _open_draft(user, area, item, scope)
            if draft is None:
                return None
    draft.rows, draft.kept_at = rows, now()
    draft.save(update_fields=["rows", "kept_at"])
    return draft


def _open_draft(user: Any, area: str, item: Item | None, scope: str) -> AssessmentDraft | None:
    rows = AssessmentDraft.objects.open().filter(user=user, area=area, item=item, scope=scope)
    return rows.select_for_update(no_key=True).first()


def discard_draft(*, user: Any, area: str, item: Item | None, scope: str) -> None:
    """Throw away what is typed and not saved."""
    AssessmentDraft.objects.open().filter(user=user, area=area, item=item, scope=scope).delete()


@dataclass(frozen=True)
class Filled:
    """A row to save: ``quantity`` 0 is an assessment without a need line."""

    row: GridRow
    answers: dict[str, Any]
    size: str
    quantity: int


@transaction.atomic
def save_grid(
    *,
    user: Any,
    code: str,
    scope: str,
    form: AssessmentForm,
    item: Item | None,
    filled: Sequence[Filled],
    needed_by: datetime.date | None = None,
) -> tuple[int, int]:
    """All assessments and need lines of the grid in one transaction: (assessments, needs).

    The same grid is saved once (``code``); a fixed number of queries whatever the class's size. Raises Refusal.
    """
    require(user, RIGHT)
    day = today()
    if not filled:
        raise Refusal(_("Chưa có dòng nào được trả lời. Hãy trả lời ít nhất một trẻ."))
    if needed_by and needed_by < day:
        raise Refusal(_("Ngày cần phải từ hôm nay trở đi."), field="needed_by")
    # The children once more, locked: nobody outside the person's reach, none whose file has ended meanwhile.
    ids = {one.row.child.pk for one in filled}
    held = (
        Child.objects.assessable_by(user).filter(pk__in=ids).select_for_update(of=("self",), no_key=True).order_by("pk")
    )
    if {child.pk for child in held} != ids:
        raise Refusal(_("Có trẻ không còn trong lớp hoặc hồ sơ đã kết thúc. Hãy tải lại trang."))
    _once(user, code, form, item, scope, len(filled))
    wanting = [one for one in filled if one.quantity] if item else []
    if (
        item
        and Need.objects.filter(
            child__in=[one.row.child.pk for one in wanting], item=item, state__in=["open", "approved", "published"]
        ).exists()
    ):
        raise Refusal(_("Có trẻ đã có nhu cầu mặt hàng này. Hãy tải lại trang."))
    made = {}
    for one in filled:
        points, priority, reasons = score(form.questions, form.scoring, one.answers)
        made[one.row.child.pk] = Assessment(
            form=form,
            unit=one.row.child.unit,
            child=one.row.child,
            school=one.row.child.school,
            answers=one.answers,
            score=points,
            priority=priority,
            reasons=reasons,
            valid=DateRange(day, day + datetime.timedelta(days=VALID_DAYS)),
            assessed_by=user,
            assessed_on=day,
        )
    Assessment.objects.bulk_create(made.values())
    needs = _need_lines(user, item, wanting, made, needed_by, day) if item and wanting else []
    Need.objects.bulk_create(needs)
    record_many(user, "child.assess", [one.row.child for one in filled], right=RIGHT)
    record_many(user, "need.assess", needs, right=RIGHT)
    return len(made), len(needs)


def _once(user: Any, code: str, form: AssessmentForm, item: Item | None, scope: str, count: int) -> None:
    """Mark the grid as saved; a second press of the same page is refused."""
    draft = _open_draft(user, form.area_id, item, scope)
    try:
        with transaction.atomic():
            AssessmentDraft.objects.filter(pk=draft.pk).delete() if draft else None
            AssessmentDraft.objects.create(
                code=code, user=user, area_id=form.area_id, item=item, scope=scope, kept_at=now(), saved_as=count
            )
    except IntegrityError:
        raise Refusal(_("Bảng này đã được lưu rồi; không có gì được ghi thêm."), code="saved") from None


def _need_lines(
    user: Any,
    item: Item,
    wanting: Sequence[Filled],
    made: Mapping[int, Assessment],
    needed_by: datetime.date | None,
    day: datetime.date,
) -> list[Need]:
    value = unit_value(item, day)
    bands: dict[int, str] = {}
    if item.season_deadline and not needed_by:
        units = {one.row.child.unit_id for one in wanting}
        bands = dict(CommuneBand.objects.filter(unit__in=units).values_list("unit", "band__due"))
    needs = []
    for one in wanting:
        child, assessment = one.row.child, made[one.row.child.pk]
        due = needed_by
        if due is None and item.season_deadline:
            due = next_day(bands.get(child.unit_id, item.season_deadline), day)
        needs.append(
            Need(
                assessment=assessment,
                unit=child.unit,
                child=child,
                school=child.school,
                village=child.village,
                item=item,
                size=one.size,
                quantity=one.quantity,
                unit_value=value,
                priority=assessment.priority,
                reasons=assessment.reasons,
                needed_by=due or day + datetime.timedelta(days=90),
                waiting_since=day,
                assessed_by=user,
            )
        )
    return needs
