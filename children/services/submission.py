"""Acts on a commune's list: hand in, verify, return."""

import hashlib
import json
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from children.models import Child, Guardian, PovertyRecord, Reopening, Submission, SubmissionRow
from children.models.child import ChildState
from children.models.submission import SubmissionState
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal


@transaction.atomic
def submit_list(*, user: Any, unit: Any) -> Submission:
    """Hand in the commune's list of this year: every child on the register, frozen as it stands.

    Drafts become "submitted". Raises Refusal when a list already waits or there is no child.
    """
    require(user, "lists.submit", unit=unit)
    day = today()
    if Submission.objects.filter(unit=unit, year=day.year).locked().exists():
        raise Refusal(
            _("Danh sách năm %(year)s đã thẩm định và khóa. Cấp huyện phải ghi quyết định mở lại trước khi nộp lại.")
            % {"year": day.year}
        )
    children = list(
        Child.objects.filter(unit=unit, created_on__lte=day)
        .on_register()
        .select_for_update(of=("self",), no_key=True)
        .order_by("sort_key", "pk")
    )
    if not children:
        raise Refusal(_("Xã chưa có trẻ em nào trong sổ nên chưa nộp được danh sách."))
    try:
        with transaction.atomic():
            submission = Submission.objects.create(unit=unit, year=day.year, submitted_by=user, submitted_on=day)
    except IntegrityError:
        raise Refusal(_("Danh sách năm %(year)s của xã đang chờ thẩm định.") % {"year": day.year}) from None
    frozen = _frozen(children, day)
    SubmissionRow.objects.bulk_create(
        (SubmissionRow(submission=submission, child=child, frozen=frozen[child.pk]) for child in children),
        batch_size=2000,
    )
    Child.objects.filter(pk__in=[c.pk for c in children], state=ChildState.DRAFT).update(
        state=ChildState.SUBMITTED, updated_on=today()
    )
    record(user, "list.submit", submission, right="lists.submit", unit=unit, children=len(children))
    return submission


def _frozen(children: list[Child], day: Any) -> dict[int, dict[str, Any]]:
    """What stands on the list for each child, in plain values; nothing of the sealed groups."""
    rows = Child.objects.filter(pk__in=[c.pk for c in children])
    open_now = Q(circumstances__valid__contains=day, circumstances__kind__sealed=False)
    kinds = rows.annotate(kinds=ArrayAgg("circumstances__kind", filter=open_now, default=[], distinct=True))
    circumstances = dict(kinds.values_list("pk", "kinds"))
    places = {pk: place for pk, *place in rows.values_list("pk", "village__name", "school__name")}
    households = [child.household_id for child in children if child.household_id]
    adults: dict[int, list[list[str]]] = {}
    for household, name, relation in (
        Guardian.objects.filter(household__in=households)
        .order_by("household", "pk")
        .values_list("household", "full_name", "relation")
    ):
        adults.setdefault(household, []).append([name, relation])
    poverty = dict(
        PovertyRecord.objects.filter(household__in=households, year__lte=day.year)
        .order_by("year")
        .values_list("household", "category")
    )
    return {
        child.pk: {
            "full_name": child.full_name,
            "born": child.born,
            "sex": child.sex,
            "ethnic_group": child.ethnic_group_id,
            "village": places[child.pk][0],
            "circumstances": sorted(circumstances[child.pk]),
            "guardians": adults.get(child.household_id or 0, []),
            "poverty": poverty.get(child.household_id or 0),
            "school": places[child.pk][1],
            "class_name": child.class_name,
        }
        for child in children
    }


def _waiting(submission: Submission) -> Submission:
    row = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if row.state != SubmissionState.SUBMITTED:
        raise Refusal(_("Danh sách này không còn chờ thẩm định. Hãy tải lại trang."))
    return row


def _two_people(row: Submission, user: Any) -> None:
    if row.submitted_by_id == user.pk:
        raise Refusal(_("Người nộp danh sách không được tự thẩm định."), code="two_people")


@transaction.atomic
def verify_list(*, user: Any, submission: Submission) -> Submission:
    """Sign the list off: its children become active, its rows are final and have a fingerprint."""
    row = _waiting(submission)
    require(user, "lists.verify", unit=row.unit_id)
    _two_people(row, user)
    rows = row.rows.order_by("child__code").values_list("child__code", "frozen")
    text = json.dumps([list(pair) for pair in rows], ensure_ascii=False, sort_keys=True)
    Child.objects.filter(submission_rows__submission=row, state=ChildState.SUBMITTED).update(
        state=ChildState.ACTIVE, updated_on=today()
    )
    row.number = (
        Submission.objects.filter(unit=row.unit_id, year=row.year).aggregate(last=Max("number"))["last"] or 0
    ) + 1
    row.rows_hash = hashlib.sha256(text.encode()).hexdigest()
    row.state, row.decided_by, row.decided_on = SubmissionState.VERIFIED, user, today()
    row.save()
    record(user, "list.verify", row, right="lists.verify", unit=row.unit_id, number=row.document_number)
    return row


@transaction.atomic
def reopen_list(*, user: Any, submission: Submission, number: str, decided_on: Any, reason: str) -> Reopening:
    """Record the decision that opens a verified list again; its rows and its document stay as they are.

    Raises Refusal when it is not verified, already open, or the decision lacks number, day or reason.
    """
    row = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    require(user, "lists.verify", unit=row.unit_id)
    if row.state != SubmissionState.VERIFIED:
        raise Refusal(_("Chỉ danh sách đã thẩm định mới cần mở lại."))
    if Reopening.objects.filter(submission=row).exists():
        raise Refusal(_("Danh sách này đã được mở lại. Xã cần nộp danh sách mới."))
    if Submission.objects.filter(unit=row.unit_id, year=row.year, pk__gt=row.pk).exists():
        raise Refusal(_("Xã đã nộp danh sách mới hơn cho năm này. Hãy mở lại danh sách mới nhất."))
    if not number.strip():
        raise Refusal(_("Hãy ghi số của quyết định mở lại."), field="number")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do mở lại như trong quyết định."), field="reason")
    day = today()
    if not decided_on or decided_on > day or (row.decided_on and decided_on < row.decided_on):
        raise Refusal(_("Ngày quyết định phải từ ngày thẩm định đến hôm nay."), field="decided_on")
    made = Reopening.objects.create(
        submission=row,
        number=number.strip(),
        decided_on=decided_on,
        reason=reason.strip(),
        recorded_by=user,
        recorded_on=day,
    )
    record(user, "list.reopen", row, right="lists.verify", unit=row.unit_id, reason=made.reason, number=made.number)
    return made


@transaction.atomic
def comment_rows(*, user: Any, submission: Submission, comments: dict[int, str]) -> int:
    """Keep comments at rows (id → comment, empty takes it back) while the list waits; gives how many changed."""
    row = _waiting(submission)
    require(user, "lists.verify", unit=row.unit_id)
    changed = [held for held in row.rows.filter(pk__in=comments) if held.comment != comments[held.pk][:300]]
    for held in changed:
        held.comment = comments[held.pk][:300]
    SubmissionRow.objects.bulk_update(changed, ["comment"])
    return len(changed)


@transaction.atomic
def return_list(*, user: Any, submission: Submission, comment: str) -> Submission:
    """Give the list back with a comment (and those kept at its rows); drafts are drafts again."""
    row = _waiting(submission)
    require(user, "lists.verify", unit=row.unit_id)
    _two_people(row, user)
    if not comment.strip():
        raise Refusal(_("Hãy ghi ý kiến để xã biết cần sửa gì."), field="comment")
    Child.objects.filter(submission_rows__submission=row, state=ChildState.SUBMITTED).update(
        state=ChildState.DRAFT, updated_on=today()
    )
    row.state, row.decided_by, row.decided_on, row.comment = SubmissionState.RETURNED, user, today(), comment
    row.save()
    record(user, "list.return", row, right="lists.verify", unit=row.unit_id, reason=comment)
    return row
