"""A school confirms what reached its own pupils: received, returned, missing, who signed."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from funds.models import SchoolConfirmation, Sheet, SheetLine
from funds.querysets.distribution import schools_of
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal


def waiting_lines(user: Any) -> Any:
    """Lines of the person's own school that went out and that the school has not told of.

    The school's own sheet is recorded instead; who recorded it has told already.
    """
    schools = schools_of(user)
    return (
        SheetLine.objects.of_schools(schools)
        .filter(confirmation__isnull=True, sheet__distribution__state__in=["issued", "recorded"])
        .exclude(Q(sheet__school__in=schools) & (Q(sheet__recorded_on__isnull=True) | Q(sheet__recorded_by=user.pk)))
    )


def unconfirmed(user: Any) -> Any:
    """Ids of the sheets that wait for the person's school: to be told of, or its own to be recorded."""
    own = Q(school__in=schools_of(user), recorded_on=None, distribution__state="issued")
    return Sheet.objects.filter(Q(pk__in=waiting_lines(user).values("sheet")) | own).values("pk")


@transaction.atomic
def confirm_lines(*, user: Any, sheet: Sheet, results: dict[int, dict[str, Any]]) -> int:
    """Write what the school saw for each of its pupils' lines that it has not told yet: line id → received, returned,
    missing (pieces), signer, note. Gives how many lines were told; those that differ from the sheet wait for the fund.

    Nothing in the books changes. Raises Refusal before goods have left the store and at the first line that does not
    add up; then nothing is written.
    """
    require(user, "distributions.record")
    if sheet.distribution.state not in ("issued", "recorded"):
        raise Refusal(_("Đợt này chưa xuất kho, xuất quỹ nên chưa có gì để xác nhận."), code="early")
    lines = (
        waiting_lines(user)
        .filter(sheet=sheet)
        .select_related("allocation__need__child__school", "allocation__need__school", "sheet__school")
    )
    told = []
    for line in lines:
        result = results.get(line.pk)
        if result is None:
            continue
        received, returned, missing = (int(result[name]) for name in ("received", "returned", "missing"))
        if min(received, returned, missing) < 0 or received + returned + missing != line.issued:
            raise Refusal(
                _("Một dòng không khớp: thực nhận + trả lại + thiếu phải bằng %(issued)s.") % {"issued": line.issued},
                code="adds_up",
            )
        signer = str(result.get("signer", "")).strip()[:120]
        if received and not signer:
            raise Refusal(_("Dòng có thực nhận cần tên người ký nhận."), code="signer")
        told.append(
            SchoolConfirmation(
                line=line,
                school=_school(user, line),
                received=received,
                returned=returned,
                missing=missing,
                signer=signer,
                note=str(result.get("note", "")).strip()[:300],
                confirmed_by=user,
                confirmed_on=today(),
            )
        )
    if not told:
        raise Refusal(_("Không còn dòng nào của trường chưa xác nhận. Hãy tải lại trang."), code="told")
    try:
        with transaction.atomic():
            SchoolConfirmation.objects.bulk_create(told)
    except IntegrityError:
        raise Refusal(_("Người khác của trường vừa xác nhận. Hãy tải lại trang."), code="told") from None
    detail = {"list": sheet.place_name, "sheet": sheet.code}
    record(user, "sheet.confirm", sheet.distribution, right="distributions.record", unit=sheet.unit_id, detail=detail)
    return len(told)


def _school(user: Any, line: SheetLine) -> Any:
    """The own school under which the line is told."""
    need = line.allocation.need
    own = schools_of(user)
    places = (line.sheet.school, need.school, need.child.school if need.child else None)
    return next(place for place in places if place and place.pk in own)


def differing(rows: Any) -> Any:
    """Sheets of ``rows`` on which a school told something else than was recorded."""
    lines = SheetLine.objects.filter(sheet__recorded_on__isnull=False, confirmation__isnull=False).exclude(
        Q(
            confirmation__received=F("received"),
            confirmation__returned=F("returned"),
            confirmation__missing=F("missing"),
        )
    )
    return rows.filter(pk__in=lines.values("sheet"))
