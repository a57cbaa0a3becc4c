"""Two records of one giver become one, and may be parted again."""

import datetime
from typing import Any

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors.models import Donor, DonorMerge, MatchRun, MatchState, Pledge, RegisterRow
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

RIGHT = "donors.edit"
UNDO_WITHIN = datetime.timedelta(days=30)
# What the kept record takes over where it has nothing itself.
FILLED = ("tax_code", "address")
_OPEN = (MatchState.SOLVING, MatchState.PROPOSED, MatchState.SUBMITTED)
_OWN = (Donor, DonorMerge, RegisterRow)


def relations() -> list[tuple[type[models.Model], str]]:
    """Every kind of record that names a donor, of whatever app, with the name of the column; not their history."""
    found = []
    for relation in Donor._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, pghistory.models.Event) or model in _OWN or relation.field.many_to_many:
            continue
        found.append((model, relation.field.name))
    return sorted(found, key=lambda pair: pair[0]._meta.label_lower)


def open_matchings(donor: Donor) -> list[tuple[MatchRun, int]]:
    """Proposals not yet decided on in which the donor's pledges stand, with how many of them."""
    runs = MatchRun.objects.filter(
        state__in=_OPEN, allocations__pledge__donor=donor, allocations__state="proposed"
    ).annotate(count=models.Count("allocations__pledge", distinct=True))
    return [(run, run.count) for run in runs.order_by("pk")]


def what_it_means(kept: Donor, gone: Donor) -> list[str]:
    """What merging ``gone`` into ``kept`` does beyond putting two lists together, in sentences."""
    told = [
        ngettext(
            "Phương án “%(run)s” (%(state)s) có %(n)s cam kết của hồ sơ sẽ gộp: phương án giữ nguyên, cam kết đứng tên "
            "hồ sơ giữ lại, người duyệt thấy việc gộp trong lịch sử của phương án.",
            "Phương án “%(run)s” (%(state)s) có %(n)s cam kết của hồ sơ sẽ gộp: phương án giữ nguyên, các cam kết đứng tên "
            "hồ sơ giữ lại, người duyệt thấy việc gộp trong lịch sử của phương án.",
            count,
        )
        % {"run": run.name, "state": run.get_state_display().lower(), "n": count}
        for run, count in open_matchings(gone)
    ]
    reserved = Pledge.objects.filter(donor=gone, allocations__state__in=["reserved", "fulfilled"]).distinct().count()
    if reserved:
        told.append(
            _("%(n)s cam kết đã giữ chỗ hoặc đã trao theo phương án được duyệt vẫn giữ nguyên phần của từng nhu cầu.")
            % {"n": reserved}
        )
    if gone.access.exists():
        told.append(_("Tài khoản xem của hồ sơ sẽ gộp từ nay xem được cam kết của hồ sơ giữ lại."))
    if gone.tax_code and kept.tax_code:
        told.append(
            _("Hai hồ sơ có hai mã số thuế khác nhau: chỉ gộp khi chắc chắn là một, ví dụ chi nhánh đã sáp nhập.")
        )
    return told


@transaction.atomic
def merge_donors(*, user: Any, kept: Donor, gone: Donor, reason: str) -> DonorMerge:
    """Everything that stands with ``gone`` moves to ``kept``; what the books hold fast keeps its name.

    ``gone`` stays as an address that leads on. Raises Refusal when one of them is merged already, when only one of
    them is foreign (its gifts need an approval), and without a reason.
    """
    require(user, RIGHT)
    if not reason.strip():
        raise Refusal(_("Hãy ghi vì sao biết hai hồ sơ là của một nhà tài trợ."), field="reason")
    locked = {
        row.pk: row
        for row in Donor.objects.select_for_update(no_key=True).filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    keep, leave = locked[kept.pk], locked.get(gone.pk)
    if leave is None or keep.pk == leave.pk:
        raise Refusal(_("Hãy chọn một hồ sơ khác để gộp."))
    if keep.merged_into_id or leave.merged_into_id:
        raise Refusal(_("Một trong hai hồ sơ đã được gộp. Hãy tải lại trang và chọn hồ sơ đang dùng."))
    if keep.foreign != leave.foreign:
        raise Refusal(
            _(
                "Một hồ sơ là tổ chức nước ngoài, hồ sơ kia thì không; khoản của tổ chức nước ngoài cần phê duyệt riêng. "
                "Hãy sửa loại của hồ sơ ghi sai rồi gộp."
            )
        )
    # In the order in which an approval of a matching locks them, so that the two wait for each other and do not clash.
    pledges = list(Pledge.objects.select_for_update(no_key=True).filter(donor=leave).order_by("pk"))
    row = DonorMerge(kept=keep, gone=leave, reason=reason.strip()[:300], by=user, on=today())
    row.told = what_it_means(keep, leave)
    row.pledges = {str(pledge.pk): [pledge.state, pledge.allocated_value] for pledge in pledges}
    touched = open_matchings(leave)
    row.moved, row.left = _move(keep, leave)
    row.filled = _fill(keep, leave)
    leave.archived, leave.merged_into = True, keep
    if "tax_code" in row.filled:
        leave.tax_code = None
    # Records merged into the one that now goes lead straight to the one that stays.
    Donor.objects.filter(merged_into=leave).update(merged_into=keep)
    leave.save()
    keep.save()
    row.save()
    record(user, "donor.merge", keep, right=RIGHT, reason=row.reason, merged=leave.code)
    record(user, "donor.merged", leave, right=RIGHT, reason=row.reason, to=keep.code)
    for run, _count in touched:
        record(user, "matching.donor_merged", run, right=RIGHT, unit=run.unit_id, merged=leave.code, to=keep.code)
    return row


def _move(keep: Donor, leave: Donor) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Hand over all that names ``leave``: kind by kind at once; where the database refuses, one by one."""
    moved: dict[str, list[int]] = {}
    left: dict[str, list[int]] = {}
    for model, column in relations():
        label = f"{model._meta.label_lower}.{column}"
        ids = list(model._base_manager.filter(**{column: leave}).order_by("pk").values_list("pk", flat=True))
        gone, stay = _hand_over(model, column, ids, keep)
        if gone:
            moved[label] = gone
        if stay:
            left[label] = stay
    return moved, left


def _hand_over(model: type[models.Model], column: str, ids: list[int], to: Donor) -> tuple[list[int], list[int]]:
    if not ids:
        return [], []
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=ids).update(**{column: to})
        return ids, []
    except IntegrityError:
        # A posted paper is final, two times in the network must not overlap: such a row stays, the others move.
        if len(ids) == 1:
            return [], ids
    gone, stay = [], []
    for pk in ids:
        one, none = _hand_over(model, column, [pk], to)
        gone += one
        stay += none
    return gone, stay


def _fill(keep: Donor, leave: Donor) -> dict[str, list[Any]]:
    filled = {}
    for name in FILLED:
        if not getattr(keep, name) and getattr(leave, name):
            filled[name] = [getattr(keep, name), getattr(leave, name)]
            setattr(keep, name, getattr(leave, name))
    return filled


@transaction.atomic
def undo_merge(*, user: Any, merge: DonorMerge) -> DonorMerge:
    """Part the two again: what was moved goes back where it still stands with the kept one.

    Raises Refusal after 30 days, when a later merge is in the way, and when a moved pledge has gone on since: papers made
    meanwhile bear the kept name.
    """
    require(user, RIGHT)
    row = DonorMerge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    pair = Donor.objects.select_for_update(no_key=True).filter(pk__in=[row.kept_id, row.gone_id]).order_by("pk")
    held = {donor.pk: donor for donor in pair}
    keep, leave = held[row.kept_id], held[row.gone_id]
    if row.undone_on:
        raise Refusal(_("Lần gộp này đã được hoàn tác."))
    if today() - row.on > UNDO_WITHIN:
        raise Refusal(_("Chỉ hoàn tác được trong 30 ngày. Hãy lập hồ sơ mới và ghi lại những gì thuộc về hồ sơ đó."))
    if keep.merged_into_id or DonorMerge.objects.filter(kept=keep, undone_on=None, pk__gt=row.pk).exists():
        raise Refusal(_("Hồ sơ giữ lại đã có lần gộp sau. Hãy hoàn tác lần gộp sau trước."))
    _refuse_gone_on(row)
    for name, (before, after) in row.filled.items():
        if getattr(keep, name) == after:
            setattr(keep, name, before)
            setattr(leave, name, after)
    keep.save()
    leave.merged_into, leave.archived = None, False
    leave.save()
    # What had been merged into this one before it went away comes back to it.
    earlier = DonorMerge.objects.filter(kept=leave, undone_on=None).values("gone")
    Donor.objects.filter(pk__in=earlier).update(merged_into=leave)
    for model, column in relations():
        ids = row.moved.get(f"{model._meta.label_lower}.{column}", [])
        still = model._base_manager.filter(pk__in=ids, **{column: keep}).values_list("pk", flat=True)
        _hand_over(model, column, list(still), leave)
    row.undone_on, row.undone_by = today(), user
    row.save(update_fields=["undone_on", "undone_by"])
    record(user, "donor.unmerge", keep, right=RIGHT, merged=leave.code)
    record(user, "donor.unmerge", leave, right=RIGHT, to=keep.code)
    return row


def _refuse_gone_on(row: DonorMerge) -> None:
    pledges = (
        Pledge.objects.select_for_update(no_key=True).filter(pk__in=[int(pk) for pk in row.pledges]).order_by("pk")
    )
    changed = [pledge for pledge in pledges if row.pledges[str(pledge.pk)] != [pledge.state, pledge.allocated_value]]
    if changed:
        raise Refusal(
            _(
                "%(n)s cam kết đã chuyển sang đã có bước tiếp theo kể từ khi gộp (ví dụ cam kết %(code)s), nên không tách ra "
                "được nữa. Hãy lập hồ sơ mới cho phần còn lại."
            )
            % {"n": len(changed), "code": changed[0].code}
        )


def likely_pairs(limit: int = 100) -> list[tuple[Donor, Donor]]:
    """Standing donors whose folded names, without the words of a legal form, are equal or nearly so; most alike first."""
    rows = Donor.objects.raw(
        r"WITH named AS (SELECT id, tax_code, regexp_replace(folded, "
        r"'^((cong ty|cty|doanh nghiep|dn|hop tac xa|htx)\M\s*)((tnhh|co phan|cp|mtv|mot thanh vien|tu nhan)\M\s*)*', '') AS core "
        "FROM donors_donor WHERE merged_into_id IS NULL) "
        "SELECT d.*, b.id AS other FROM named a JOIN named b ON a.id < b.id AND similarity(a.core, b.core) >= 0.7 "
        "JOIN donors_donor d ON d.id = a.id "
        "WHERE a.tax_code IS NULL OR b.tax_code IS NULL OR a.tax_code = b.tax_code "
        "ORDER BY similarity(a.core, b.core) DESC, a.id, b.id LIMIT %s",
        [limit],
    )
    pairs = [(row, vars(row)["other"]) for row in rows]
    others = Donor.objects.in_bulk([other for _row, other in pairs])
    return [(row, others[other]) for row, other in pairs]
