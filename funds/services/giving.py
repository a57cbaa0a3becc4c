"""What a donor may know of its own gifts: promised, received, handed over and signed for, without a child in sight.

Places are told down to the district; a place with fewer than five children goes with others, as on the public pages.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import segno
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from donors.models import Allocation, Donor, Pledge
from donors.services.instalment import Part, parts_of
from funds.bank.vietqr import payload, reference
from funds.models import FundPlace, SheetLine, Voucher
from funds.services.received import turned_back
from lao_cai_support.web.clock import today

SMALL = 5  # fewer children than this are not told apart (domain/funds 2.4)
RECEIPTS = ("PT", "BC", "NK")


@dataclass
class Went:
    """Where a part of a gift went: ``children`` is None where fewer than five are together."""

    place: str
    item: str
    unit: str
    pieces: int
    value: int
    children: int | None
    on: datetime.date | None


@dataclass
class Gift:
    """One pledge of the donor with all that is known of it. ``pooled``: some of its needs are met together with others'
    money, so a single thing cannot be said to be this donor's alone."""

    pledge: Pledge
    parts: list[Part]
    receipts: list[Voucher] = field(default_factory=list)
    went: list[Went] = field(default_factory=list)
    handed: int = 0
    reserved: int = 0
    pooled: bool = False
    slip: bool = False

    @property
    def next_part(self) -> Part | None:
        """What is due next, late or to come."""
        return next((part for part in self.parts if part.state in ("late", "due", "later")), None)


@dataclass
class Giving:
    gifts: list[Gift]
    free: list[Voucher]
    promised: int = 0
    received: int = 0
    handed: int = 0
    children: int | None = 0


def own_donors(user: Any) -> QuerySet:
    """The donors for whom the user speaks today, and no other that the user's roles would show."""
    return Donor.objects.filter(access__user=user, access__valid__contains=today())


def receipts_of(donors: Any) -> QuerySet:
    """Posted receipts of these donors that stand."""
    rows = Voucher.objects.filter(donor__in=donors, kind__in=RECEIPTS, state="posted").exclude(pk__in=turned_back())
    return rows.select_related("fund", "donor", "pledge__item", "earmark", "place").order_by("day", "pk")


def giving_of(donors: Any) -> Giving:
    """All gifts of the donors, newest first, in a fixed number of queries."""
    pledges = list(
        Pledge.objects.filter(donor__in=donors)
        .select_related("donor", "item", "campaign", "earmark", "unit")
        .prefetch_related("instalments")
        .order_by("-offered_on", "-pk")
    )
    receipts = list(receipts_of(donors))
    lines = SheetLine.objects.filter(allocation__pledge__in=pledges)
    went, handed = _went(lines), _handed(lines)
    reserved, pooled = _held(pledges)
    banks = _banks({pledge.unit_id for pledge in pledges})
    gifts = [
        Gift(
            pledge,
            parts_of(pledge, pledge.instalments.all()),
            [row for row in receipts if row.pledge_id == pledge.pk],
            went[pledge.pk],
            handed[pledge.pk],
            reserved[pledge.pk],
            pledge.pk in pooled,
            pledge.unit_id in banks and asks_for_transfer(pledge),
        )
        for pledge in pledges
    ]
    standing = [gift.pledge for gift in gifts if gift.pledge.state in ("offered", "accepted", "fulfilled")]
    return Giving(
        gifts,
        [row for row in receipts if row.pledge_id is None],
        promised=sum(pledge.value for pledge in standing),
        received=sum(row.amount for row in receipts),
        handed=sum(handed.values()),
        children=_children(lines),
    )


def asks_for_transfer(pledge: Pledge) -> bool:
    return pledge.form == "money" and pledge.state == "accepted" and pledge.route == "fund" and pledge.still_to_come > 0


def bank_of(pledge: Pledge) -> FundPlace | None:
    """The account of the fund that the pledge was made to, where VietQR knows the bank."""
    return _banks({pledge.unit_id}).get(pledge.unit_id)


def _banks(units: set[int]) -> dict[int, FundPlace]:
    rows = FundPlace.objects.filter(
        fund__unit__in=units, fund__valid__contains=today(), kind=FundPlace.Kind.BANK
    ).exclude(bank_code="")
    return {row.fund.unit_id: row for row in rows.select_related("fund").order_by("-pk")}


def slip_picture(pledge: Pledge, place: FundPlace) -> str:
    """The VietQR picture of what is still open, as a data address."""
    words = reference(pledge.code)
    text = payload(bank=place.bank_code, account=place.account_no, amount=pledge.still_to_come, words=words)
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=1))


def _signed(lines: Any) -> Any:
    """What somebody signed for on a sheet that stands."""
    return lines.filter(received__gt=0).exclude(sheet__distribution__state="cancelled")


def _heads(rows: Any) -> Any:
    """With ``heads``: how many children; a group counts as many as it has."""
    return rows.annotate(
        single=Count("allocation__need", distinct=True, filter=Q(allocation__need__child__isnull=False)),
        grouped=Sum("allocation__need__head_count", filter=Q(allocation__need__child__isnull=True), default=0),
    ).annotate(heads=F("single") + F("grouped"))


def _went(lines: Any, **narrow: Any) -> dict[int, list[Went]]:
    rows = _heads(
        _signed(lines)
        .filter(**narrow)
        .values(
            "allocation__pledge",
            "allocation__need__item",
            "allocation__need__item__name_vi",
            "allocation__need__item__unit_vi",
            "sheet__unit__parent__name",
            "sheet__unit__parent__kind",
        )
    ).annotate(
        pieces=Sum("received"), worth=Sum(F("value") * F("received") / F("issued")), on=Max("sheet__recorded_on")
    )
    of_pledge: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("allocation__pledge", "-on", "sheet__unit__parent__name"):
        of_pledge[row["allocation__pledge"]].append(row)
    told: dict[int, list[Went]] = defaultdict(list)
    for pledge, found in of_pledge.items():
        told[pledge] = _told(found)
    return told


def _told(rows: Iterable[dict[str, Any]]) -> list[Went]:
    """One line a place and item; the small ones of an item together, without their number while it is small."""
    small: dict[str, list[dict[str, Any]]] = defaultdict(list)
    out = []
    for row in rows:
        if row["heads"] < SMALL:
            small[row["allocation__need__item"]].append(row)
            continue
        place = f"{row['sheet__unit__parent__kind']} {row['sheet__unit__parent__name']}".strip()
        out.append(_line(place[:1].upper() + place[1:], [row]))
    for found in small.values():
        out.append(
            _line(_("Các nơi khác, mỗi nơi dưới 5 trẻ em") if len(found) > 1 else _("Một nơi dưới 5 trẻ em"), found)
        )
    return out


def _line(place: str, rows: list[dict[str, Any]]) -> Went:
    heads = sum(row["heads"] for row in rows)
    return Went(
        place,
        rows[0]["allocation__need__item__name_vi"],
        rows[0]["allocation__need__item__unit_vi"],
        sum(row["pieces"] for row in rows),
        sum(row["worth"] for row in rows),
        heads if heads >= SMALL else None,
        max((row["on"] for row in rows if row["on"]), default=None),
    )


def _handed(lines: Any) -> dict[int, int]:
    rows = _signed(lines).order_by().values("allocation__pledge")
    sums = rows.annotate(worth=Sum(F("value") * F("received") / F("issued")))
    return defaultdict(int, {row["allocation__pledge"]: row["worth"] for row in sums})


def _children(lines: Any) -> int | None:
    """Children reached by all gifts together, each once; None when so few that they are not told."""
    single = _signed(lines).filter(allocation__need__child__isnull=False)
    told = single.aggregate(n=Count("allocation__need__child", distinct=True))["n"]
    groups = _signed(lines).filter(allocation__need__child__isnull=True)
    told += sum(
        groups.order_by()
        .values_list("allocation__need", "allocation__need__head_count")
        .distinct()
        .values_list("allocation__need__head_count", flat=True)
    )
    return told if told == 0 or told >= SMALL else None


def _held(pledges: list[Pledge]) -> tuple[dict[int, int], set[int]]:
    """What is reserved and not handed over, by pledge; and the pledges whose needs others' money meets too."""
    live = Allocation.objects.filter(pledge__in=pledges, state__in=["reserved", "fulfilled"])
    others = Allocation.objects.live().filter(need=OuterRef("need")).exclude(pledge=OuterRef("pledge"))
    rows = (
        live.annotate(shared=Exists(others))
        .order_by()
        .values("pledge")
        .annotate(held=Sum("value", filter=Q(state="reserved"), default=0), pooled=Count("pk", filter=Q(shared=True)))
    )
    found = list(rows)
    return (
        defaultdict(int, {row["pledge"]: row["held"] for row in found}),
        {row["pledge"] for row in found if row["pooled"]},
    )


# The yearly statement


@dataclass
class Statement:
    donor: Donor
    year: int
    receipts: list[Voucher]
    promised: list[Pledge]
    went: list[tuple[Pledge, list[Went]]]
    received: int
    handed: int
    to_come: int


def years_of(donors: Any) -> list[int]:
    """The years in which something was promised or received, newest first."""
    told = set(receipts_of(donors).order_by().values_list("year", flat=True))
    told |= {day.year for day in Pledge.objects.filter(donor__in=donors).values_list("offered_on", flat=True)}
    return sorted(told, reverse=True)


def statement_of(donor: Donor, year: int) -> Statement:
    """What the donor promised, what the fund received and what was signed for in the year; ``to_come`` is what stands
    open today."""
    pledges = {row.pk: row for row in Pledge.objects.filter(donor=donor).select_related("item", "donor", "campaign")}
    lines = SheetLine.objects.filter(allocation__pledge__in=pledges, sheet__recorded_on__year=year)
    went = _went(lines)
    receipts = [row for row in receipts_of([donor]) if row.year == year]
    return Statement(
        donor,
        year,
        receipts,
        [row for row in pledges.values() if row.offered_on.year == year],
        [(pledges[pk], found) for pk, found in went.items()],
        sum(row.amount for row in receipts),
        sum(_handed(lines).values()),
        sum(row.still_to_come for row in pledges.values() if row.state == "accepted"),
    )
