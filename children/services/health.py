"""Acts on what is known of a child's body: measure, attest a disability, review once a year, monthly assistance."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.growth import derived_sizes, height_later
from children.models import (
    Assistance,
    Child,
    CircumstanceSpell,
    DisabilityDegree,
    DisabilityFinding,
    Measurement,
    Review,
)
from children.services.child import lock_child
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

RIGHT = "children.edit"
HEIGHT_LASTS = datetime.timedelta(days=730)  # an older height says nothing of today's size
SIZES_LAST = datetime.timedelta(days=184)  # a child outgrows its coat: sizes older than six months are out of date
# A degree attested by the commune's board is a sub-group of HC04; MD0 is none.
HC04_OF: dict[str, str] = {"MD1": "HC04.01", "MD2": "HC04.02", "MD3": "HC04.03"}


def _day_of(child: Child, on: datetime.date, field: str = "on") -> None:
    """Not after today, not before birth."""
    if on > today():
        raise Refusal(_("Ngày này không thể sau hôm nay."), field=field)
    if on < (child.date_of_birth or datetime.date(child.birth_year, 1, 1)):
        raise Refusal(_("Ngày này không thể trước ngày sinh của trẻ."), field=field)


@transaction.atomic
def record_measurement(
    *,
    user: Any,
    child: Child,
    on: datetime.date,
    weight_g: int | None = None,
    height_mm: int | None = None,
    cloth_size: str = "",
    shoe_size: str = "",
    position: str = "",
    nutrition: str = "",
    illness: str = "",
) -> Measurement:
    """Keep what was measured on a day: grams, millimetres, sizes, a health worker's conclusion."""
    row = lock_child(child)
    require(user, RIGHT, unit=row.unit_id)
    _day_of(row, on)
    told = {"cloth_size": cloth_size, "shoe_size": shoe_size, "nutrition": nutrition, "illness": nfc(illness)}
    if weight_g is None and height_mm is None and not any(told.values()):
        raise Refusal(_("Hãy ghi ít nhất một số đo, cỡ hoặc kết luận."), code="empty")
    made = Measurement.objects.create(
        child=row, on=on, weight_g=weight_g, height_mm=height_mm, position=position, recorded_by=user, **told
    )
    record(user, "child.measure", row, right=RIGHT, unit=row.unit_id, fields=["measurements"])
    return made


@transaction.atomic
def withdraw_measurement(*, user: Any, measurement: Measurement) -> Measurement:
    """A measurement written by mistake: it stays in the database and leaves every page."""
    row = Measurement.objects.select_for_update(no_key=True).get(pk=measurement.pk)
    require(user, RIGHT, unit=row.child.unit_id)
    if row.withdrawn:
        raise Refusal(_("Lần đo này đã được hủy trước đó. Hãy tải lại trang."))
    row.withdrawn = True
    row.save(update_fields=["withdrawn"])
    record(user, "child.measure_withdraw", row.child, right=RIGHT, unit=row.child.unit_id, fields=["measurements"])
    return row


def current_sizes(child: Child, day: datetime.date) -> Measurement | None:
    """The last measurement with a size, when it is not older than six months."""
    return (
        child.measurements.filter(withdrawn=False, on__gt=day - SIZES_LAST, on__lte=day)
        .exclude(cloth_size="", shoe_size="")
        .first()
    )


@dataclass(frozen=True)
class Fitting:
    """A size for the child today; ``derived`` when it comes from the height and nobody tried it."""

    size: str
    derived: bool


def fitting_sizes(child: Child, measurements: Iterable[Measurement], day: datetime.date) -> dict[str, Fitting]:
    """Sizes by kind (cloth, shoe) from the child's measurements, the newest first: as measured within six months,
    else from the height of the last two years, grown along the child's own line. Empty when nothing is known."""
    told: dict[str, Fitting] = {}
    height = None
    for row in measurements:
        if row.on > day:
            continue
        height = height or (row if row.height_mm and row.on > day - HEIGHT_LASTS else None)
        if row.on > day - SIZES_LAST:
            for kind, size in (("cloth", row.cloth_size), ("shoe", row.shoe_size)):
                if size:
                    told.setdefault(kind, Fitting(size, derived=False))
    if height and height.height_mm:
        grown = height_later(
            sex=child.sex, born=child.date_of_birth, on=height.on, height_mm=height.height_mm, later=day
        )
        for kind, size in derived_sizes(grown).items():
            told.setdefault(kind, Fitting(size, derived=True))
    return told


@transaction.atomic
def record_disability(
    *,
    user: Any,
    child: Child,
    types: list[str],
    degree: DisabilityDegree,
    on: datetime.date,
    certificate_no: str = "",
) -> DisabilityFinding:
    """Keep the finding of the commune's board (TT 01/2019 Art. 2), and let HC04 follow it from the paper's day on.

    Without a certificate the degree is "not determined" and the child does not count in HC04.
    """
    row = lock_child(child)
    require(user, RIGHT, unit=row.unit_id)
    _day_of(row, on)
    certificate_no = certificate_no.strip()
    if degree.pk == "MD0" and certificate_no:
        raise Refusal(_("Đã có giấy xác nhận thì hãy chọn mức độ ghi trên giấy."), field="degree")
    if degree.pk != "MD0" and not certificate_no:
        raise Refusal(
            _("Mức độ khuyết tật cần số giấy xác nhận của xã. Nếu chưa có giấy, hãy chọn “chưa xác định mức độ”."),
            field="certificate_no",
        )
    made = DisabilityFinding.objects.create(
        child=row, types=sorted(types), degree=degree, on=on, certificate_no=certificate_no, recorded_by=user
    )
    newer = row.disabilities.filter(withdrawn=False, on__gt=on).exists()
    if not newer:
        _follow_disability(row, made)
    record(user, "child.disability", row, right=RIGHT, unit=row.unit_id, fields=["disabilities", "circumstances"])
    return made


def _follow_disability(child: Child, finding: DisabilityFinding) -> None:
    """The open HC04 of another degree ends, the attested one begins."""
    kind = HC04_OF.get(finding.degree_id)
    for spell in child.circumstances.filter(kind__code__startswith="HC04", valid__endswith=None).exclude(kind=kind):
        if spell.valid.lower < finding.on:
            spell.valid = DateRange(spell.valid.lower, finding.on)
            spell.save(update_fields=["valid"])
        else:
            spell.delete()
    if kind and not child.circumstances.filter(kind=kind, valid__overlap=DateRange(finding.on, None)).exists():
        CircumstanceSpell.objects.create(
            child=child,
            kind_id=kind,
            valid=DateRange(finding.on, None),
            evidence=_("Giấy xác nhận khuyết tật số %(number)s") % {"number": finding.certificate_no},
        )


@transaction.atomic
def withdraw_disability(*, user: Any, finding: DisabilityFinding) -> DisabilityFinding:
    """A finding written by mistake; the HC04 it opened is ended by hand where it stands."""
    row = DisabilityFinding.objects.select_for_update(of=("self",), no_key=True).get(pk=finding.pk)
    require(user, RIGHT, unit=row.child.unit_id)
    if row.withdrawn:
        raise Refusal(_("Xác nhận này đã được hủy trước đó. Hãy tải lại trang."))
    row.withdrawn = True
    row.save(update_fields=["withdrawn"])
    record(user, "child.disability_withdraw", row.child, right=RIGHT, unit=row.child.unit_id, fields=["disabilities"])
    return row


@transaction.atomic
def record_review(*, user: Any, child: Child, on: datetime.date, needs_support: bool, note: str = "") -> Review:
    """The yearly review: looked at on the day, with or without a need of support (K1)."""
    row = lock_child(child)
    require(user, RIGHT, unit=row.unit_id)
    _day_of(row, on)
    try:
        with transaction.atomic():
            made = Review.objects.create(
                child=row, on=on, needs_support=needs_support, note=nfc(note), reviewed_by=user
            )
    except IntegrityError:
        raise Refusal(_("Ngày này trẻ đã được rà soát. Hãy chọn ngày khác."), field="on") from None
    record(user, "child.review", row, right=RIGHT, unit=row.unit_id, fields=["reviews"])
    return made


@transaction.atomic
def open_assistance(
    *, user: Any, child: Child, clause: str, coefficient: int, since: datetime.date, decision: str
) -> Assistance:
    """The State pays monthly assistance from the day on; ``coefficient`` in tenths of the base."""
    row = lock_child(child)
    require(user, RIGHT, unit=row.unit_id)
    _day_of(row, since, "since")
    if not decision.strip():
        raise Refusal(_("Hãy ghi số và ngày của quyết định trợ cấp."), field="decision")
    try:
        with transaction.atomic():
            made = Assistance.objects.create(
                child=row,
                clause=clause,
                coefficient=coefficient,
                valid=DateRange(since, None),
                decision=nfc(decision),
            )
    except IntegrityError:
        raise Refusal(
            _("Trẻ đang hưởng một trợ cấp khác trong thời gian này. Hãy kết thúc trợ cấp đó trước."), field="since"
        ) from None
    record(user, "child.assistance", row, right=RIGHT, unit=row.unit_id, fields=["assistance"])
    return made


@transaction.atomic
def end_assistance(*, user: Any, assistance: Assistance, last_day: datetime.date) -> Assistance:
    """The assistance was paid until the day, the day included."""
    child = lock_child(assistance.child)
    require(user, RIGHT, unit=child.unit_id)
    row = Assistance.objects.select_for_update(no_key=True).get(pk=assistance.pk)
    if last_day < row.valid.lower:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu."), field="last_day")
    if row.valid.upper and row.valid.upper <= today():
        raise Refusal(_("Trợ cấp này đã kết thúc. Hãy tải lại trang."))
    row.valid = DateRange(row.valid.lower, last_day + datetime.timedelta(days=1))
    row.save(update_fields=["valid"])
    record(user, "child.assistance_end", child, right=RIGHT, unit=child.unit_id, fields=["assistance"])
    return row
