"""Acts on files that may be one child: say that they are two, merge them, part them again, look for more."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from children.duplicates.candidates import compare, search
from children.duplicates.fields import GONE, choices
from children.duplicates.later import compare_later
from children.duplicates.merge import merge_rows
from children.duplicates.unmerge import unmerge_rows
from children.models import Child, ChildAlias, DuplicatePair, Household, Merge
from children.models.child import ChildState
from children.models.duplicate import PairState
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.jobs import start_job

RIGHT = "children.merge"


def sides(pair: DuplicatePair) -> tuple[Child, Child]:
    """(kept, gone): the older file stands for both, unless it has ended and the other one has not."""
    if pair.a.state == ChildState.ENDED and pair.b.state != ChildState.ENDED:
        return pair.b, pair.a
    return pair.a, pair.b


def _locked(pair: DuplicatePair, user: Any) -> tuple[DuplicatePair, Child, Child]:
    """The pair and its two files (kept, gone), locked in the order of their keys; the person may merge both."""
    held = {
        child.pk: child
        for child in Child.objects.select_for_update(no_key=True).filter(pk__in=(pair.a_id, pair.b_id)).order_by("pk")
    }
    row = DuplicatePair.objects.select_for_update(no_key=True).get(pk=pair.pk)
    row.a, row.b = held[row.a_id], held[row.b_id]
    for child in (row.a, row.b):
        require(user, RIGHT, unit=child.unit_id)
    return row, *sides(row)


@transaction.atomic
def call_different(*, user: Any, pair: DuplicatePair, reason: str = "") -> DuplicatePair:
    """The two files are two children; it is remembered, and no search brings the pair up again."""
    row, kept, _gone = _locked(pair, user)
    if row.state != PairState.OPEN:
        raise Refusal(_("Cặp hồ sơ này đã được xử lý. Hãy tải lại trang."), code="decided")
    row.state, row.decided_by, row.decided_on, row.reason = PairState.NOT_SAME, user, today(), reason.strip()[:300]
    row.save(update_fields=["state", "decided_by", "decided_on", "reason"])
    record(user, "child.not_same", row, right=RIGHT, unit=kept.unit_id, reason=row.reason)
    return row


@transaction.atomic
def look_again(*, user: Any, pair: DuplicatePair) -> DuplicatePair:
    """Take "not the same" back: the pair waits again."""
    row, kept, _gone = _locked(pair, user)
    if row.state != PairState.NOT_SAME:
        raise Refusal(_("Chỉ xem lại được cặp đã kết luận là hai trẻ khác nhau."), code="decided")
    row.state, row.decided_by, row.decided_on, row.reason = PairState.OPEN, None, None, ""
    row.save(update_fields=["state", "decided_by", "decided_on", "reason"])
    record(user, "child.look_again", row, right=RIGHT, unit=kept.unit_id)
    return row


@transaction.atomic
def pair_by_hand(*, user: Any, first: str, second: str) -> DuplicatePair:
    """The pair of two files named by their codes, made when no search has found it. Raises Refusal at the code."""
    found: list[Child] = []
    for field, code in (("first", first), ("second", second)):
        code = code.strip().lower()
        alias = ChildAlias.objects.filter(code=code).first()
        child = (
            Child.objects.visible_to(user).filter(pk=alias.child_id)
            if alias
            else Child.objects.visible_to(user).filter(code=code)
        )
        row = child.first()
        if row is None:
            raise Refusal(_("Không có hồ sơ nào mang mã này trong phạm vi của bạn. Hãy kiểm tra lại mã."), field=field)
        require(user, RIGHT, unit=row.unit_id)
        found.append(row)
    a, b = sorted(found, key=lambda child: child.pk)
    if a.pk == b.pk:
        raise Refusal(_("Hai mã này là của cùng một hồ sơ. Hãy ghi mã của hồ sơ kia."), field="second")
    held = DuplicatePair.objects.filter(a=a, b=b).first()
    if held:
        return held
    pair = DuplicatePair.objects.create(a=a, b=b, weight=0, score=50, evidence={}, found_on=today())
    record(user, "child.pair", pair, right=RIGHT, unit=a.unit_id)
    return pair


@transaction.atomic
def merge_children(
    *,
    user: Any,
    pair: DuplicatePair,
    versions: tuple[int, int],
    chosen: Mapping[str, str],
    moved_on: datetime.date | None = None,
) -> Merge:
    """Make the two files of an open pair one; nothing of either is lost, and ``unmerge_children`` parts them again.

    ``versions`` are those of the kept and the gone file as the person saw them; ``chosen`` says for each field of
    ``duplicates.fields.choices`` whose value stands ("kept" or "gone"); ``moved_on`` since when the child lives at the
    chosen home. Raises Refusal when a file was changed meanwhile, the pair was decided, or both files have ended.
    """
    row, kept, gone = _locked(pair, user)
    if row.state == PairState.NOT_SAME:
        raise Refusal(
            _("Hai hồ sơ này đã được kết luận là hai trẻ khác nhau. Hãy chọn “Xem lại” trước khi gộp."), code="decided"
        )
    if row.state == PairState.MERGED or "merged" in (kept.end_reason, gone.end_reason):
        raise Refusal(_("Một trong hai hồ sơ đã được gộp. Hãy tải lại trang."), code="decided")
    if kept.state == gone.state == ChildState.ENDED:
        raise Refusal(_("Cả hai hồ sơ đã kết thúc nên không cần gộp."), code="ended")
    if (kept.version, gone.version) != versions:
        raise Refusal(_("Một trong hai hồ sơ vừa được sửa. Hãy xem lại hai hồ sơ rồi gộp."), code="version")
    day = today()
    if moved_on and moved_on > day:
        raise Refusal(_("Ngày chuyển đến không thể sau hôm nay."), field="moved_on")
    # A household may be another merge's as well.
    list(Household.objects.select_for_update(no_key=True).filter(children__in=(kept, gone)).order_by("pk"))
    asked = choices(kept, gone)
    try:
        with transaction.atomic():
            journal = merge_rows(
                kept=kept, gone=gone, asked=asked, chosen=chosen, moved_on=moved_on, user=user, day=day
            )
    except IntegrityError:
        raise Refusal(
            _(
                "Các giá trị đã chọn từ hai hồ sơ không đi được với nhau. Hãy chọn lại, hoặc sửa một hồ sơ trước khi gộp."
            ),
            code="conflict",
        ) from None
    merge = Merge.objects.create(
        kept=kept,
        gone=gone,
        choices={choice.key: chosen.get(choice.key, choice.default) for choice in asked},
        journal=journal.entries,
        merged_by=user,
        merged_at=now(),
    )
    ChildAlias.objects.create(code=gone.code, former=gone, child=kept, merge=merge)
    _touched(kept, gone, day)
    kept.refresh_from_db(fields=["unit"])
    taken = [key for key, side in merge.choices.items() if side == GONE]
    record(user, "child.merge", kept, right=RIGHT, unit=kept.unit_id, fields=taken, merged=gone.code)
    return merge


def _touched(kept: Child, gone: Child, day: datetime.date) -> None:
    """Whoever has one of the files open in a form is told that it changed. Versions only ever go up."""
    Child.objects.filter(pk__in=(kept.pk, gone.pk)).update(version=F("version") + 1, updated_on=day)
    compare_later((kept.pk, gone.pk))


@transaction.atomic
def unmerge_children(*, user: Any, merge: Merge) -> list[str]:
    """Part the two files again: each gets back exactly what it was before the merge.

    What was written since stays with the kept file; gives in words what somebody changed since and therefore stays as
    it is. Raises Refusal when it was undone already, or a later merge of the file has to be undone first.
    """
    held = {
        child.pk: child
        for child in Child.objects.select_for_update(no_key=True)
        .filter(pk__in=(merge.kept_id, merge.gone_id))
        .order_by("pk")
    }
    row = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    kept, gone = held[row.kept_id], held[row.gone_id]
    for child in (kept, gone):
        require(user, RIGHT, unit=child.unit_id)
    if row.undone_at:
        raise Refusal(_("Lần gộp này đã được hoàn tác."), code="undone")
    later = Merge.objects.standing().filter(pk__gt=row.pk)
    if later.filter(gone=kept).exists() or later.filter(kept=kept).exists():
        raise Refusal(_("Hồ sơ này còn được gộp ở một lần sau. Hãy hoàn tác lần gộp sau trước."), code="later")
    stays = unmerge_rows(row)
    row.undone_by, row.undone_at = user, now()
    row.save(update_fields=["undone_by", "undone_at"])
    _touched(kept, gone, today())
    record(user, "child.unmerge", kept, right=RIGHT, unit=kept.unit_id, merged=gone.code)
    return stays


# Looking for pairs

PORTION = 20_000
FEW = 3_000  # so many are compared through the register's indexes; for more the register is laid out first


def compare_all(ids: list[int], *, whole: bool = False, step: Callable[[int], None] = lambda count: None) -> int:
    """Compare these files, portion by portion; gives how many pairs were found. ``whole``: they are the register."""
    if len(ids) <= FEW and not whole:
        return compare(ids)
    found = 0
    with search(whole=whole) as register:
        for start in range(0, len(ids), PORTION):
            portion = ids[start : start + PORTION]
            found += register.compare(portion)
            step(len(portion))
    return found


def files_of(unit: Any) -> list[int]:
    """The files of a district or of the province, of all units it answers for today."""
    units = covered_units(unit.pk, today())
    return list(
        Child.objects.filter(unit__in=units).exclude(end_reason__in=["merged", "error"]).values_list("pk", flat=True)
    )


@transaction.atomic
def start_search(*, user: Any, unit: Any, task: Any, result_url: str) -> Any:
    """Send the worker to compare all files of the unit with the register; gives the job to follow."""
    require(user, RIGHT, unit=unit)
    job = start_job(
        kind="find_duplicates",
        title=_("Tìm hồ sơ trùng, %(unit)s") % {"unit": unit.title},
        owner=user,
        task=task,
        result_url=result_url,
        unit_pk=unit.pk,
    )
    record(user, "child.search_duplicates", unit, right=RIGHT, unit=unit)
    return job
