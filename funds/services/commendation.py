"""Acts on commendations: criteria, proposals of what was received, dossier, submission, decision, honour roll."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from donors.models import Donor
from funds.models import Commendation, CommendationPaper, HonouredGift, HonourLevel, Voucher
from funds.models.commendation import COMMENDATION_MOVES, CommendationState, DossierPaper
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import nfc

RIGHT = "commendations.edit"
_LABELS = dict(CommendationState.choices)


@transaction.atomic
def set_level(
    *,
    user: Any,
    kind: str,
    decider: str,
    least_amount: int,
    years: int,
    least_years: int,
    papers: list[str],
    basis: str,
    valid_from: datetime.date,
) -> HonourLevel:
    """Put criteria in force from a day; the former ones of the same honour end the day before. Raises Refusal."""
    require(user, "commendations.criteria")
    if least_years > years:
        raise Refusal(_("Số năm có đóng góp không thể nhiều hơn số năm được xét."), field="least_years")
    former = HonourLevel.objects.select_for_update(no_key=True).filter(kind=kind, valid__endswith=None).first()
    if former:
        if valid_from <= former.valid.lower:
            raise Refusal(_("Tiêu chí mới phải có hiệu lực sau tiêu chí đang dùng."), field="valid_from")
        former.valid = DateRange(former.valid.lower, valid_from)
        former.save(update_fields=["valid"])
    made = HonourLevel.objects.create(
        kind=kind,
        decider=nfc(decider),
        least_amount=least_amount,
        years=years,
        least_years=least_years,
        papers=papers,
        basis=nfc(basis),
        valid=DateRange(valid_from, None),
        recorded_by=user,
    )
    record(user, "honour.level", made, right="commendations.criteria", amount=least_amount)
    return made


def _received(year: int, years: int) -> QuerySet[Voucher]:
    """Posted receipts of named givers in the years up to ``year``: not turned back, and not honoured yet. A gift whose
    giver gave no name has no donor and is nobody's merit."""
    return (
        Voucher.objects.filter(state="posted", kind__in=["PT", "BC", "NK"], donor__isnull=False)
        .filter(year__lte=year, year__gt=year - years)
        .exclude(entries__reversed_by__isnull=False)
        .exclude(honours__released=False)
    )


@dataclass(frozen=True)
class Candidate:
    """A giver who reaches a level with what no honour was given for yet."""

    donor: Donor
    amount: int
    receipts: int
    years: int


def candidates(level: HonourLevel, year: int) -> list[Candidate]:
    """Who may be proposed for the level in the year, the largest first: amounts received, never pledged."""
    held = Commendation.objects.live().filter(level__kind=level.kind, year=year).values("donor")
    rows = (
        _received(year, level.years)
        .exclude(donor__in=held)
        .order_by()
        .values("donor")
        .annotate(amount=Sum("amount"), receipts=Count("pk"), gave_in=Count("year", distinct=True))
        .filter(amount__gte=level.least_amount, gave_in__gte=level.least_years)
        .order_by("-amount", "donor")
    )
    donors = Donor.objects.in_bulk([row["donor"] for row in rows])
    return [Candidate(donors[row["donor"]], row["amount"], row["receipts"], row["gave_in"]) for row in rows]


@transaction.atomic
def propose_commendation(*, user: Any, unit: Any, donor: Donor, level: HonourLevel, year: int) -> Commendation:
    """Open a dossier, filled with every receipt of the giver that no honour was given for. Raises Refusal when the
    giver does not reach the level's criteria with them."""
    require(user, RIGHT, unit=unit)
    if today() not in level.valid:
        raise Refusal(_("Tiêu chí này không còn hiệu lực. Hãy chọn tiêu chí đang dùng."), field="level")
    Donor.objects.select_for_update(no_key=True).get(pk=donor.pk)
    receipts = list(_received(year, level.years).filter(donor=donor).order_by("day", "pk"))
    total = sum(voucher.amount for voucher in receipts)
    if total < level.least_amount or len({voucher.year for voucher in receipts}) < level.least_years:
        raise Refusal(
            _("Số đã nhận của nhà tài trợ này, trừ các khoản đã được khen, chưa đạt tiêu chí."), code="criteria"
        )
    try:
        with transaction.atomic():
            made = Commendation.objects.create(
                unit=unit, donor=donor, level=level, year=year, proposed_by=user, proposed_on=today()
            )
            for voucher in receipts:
                HonouredGift.objects.create(commendation=made, voucher=voucher, amount=voucher.amount)
    except IntegrityError:
        raise Refusal(_("Nhà tài trợ này đã có hồ sơ khen thưởng hình thức này trong năm."), code="once") from None
    made.refresh_from_db()
    record(user, "commendation.propose", made, right=RIGHT, unit=unit, amount=made.amount)
    return made


def _locked(row: Commendation) -> Commendation:
    return (
        Commendation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("level", "donor")
        .get(pk=row.pk)
    )


@transaction.atomic
def add_paper(
    *, user: Any, commendation: Commendation, kind: str, number: str, day: datetime.date
) -> CommendationPaper:
    """Write down one paper of the dossier, by number and day. Raises Refusal when it is there already."""
    row = _locked(commendation)
    require(user, RIGHT, unit=row.unit_id)
    if row.state != CommendationState.PROPOSED:
        raise Refusal(_("Hồ sơ đã trình nên không thêm giấy tờ."), code="move")
    if day > today():
        raise Refusal(_("Ngày của giấy tờ không thể sau hôm nay."), field="day")
    try:
        with transaction.atomic():
            made = CommendationPaper.objects.create(
                commendation=row, kind=kind, number=nfc(number), day=day, recorded_by=user
            )
    except IntegrityError:
        raise Refusal(_("Hồ sơ đã có giấy tờ này."), field="kind") from None
    record(user, "commendation.paper", row, right=RIGHT, unit=row.unit_id, number=made.number)
    return made


def missing_papers(row: Commendation) -> list[str]:
    """What the level asks for and the dossier lacks, in words."""
    held = set(row.dossier.values_list("kind", flat=True))
    return [str(DossierPaper(kind).label) for kind in row.level.papers if kind not in held]


def _move(row: Commendation, state: str, user: Any, right: str = RIGHT) -> None:
    require(user, right, unit=row.unit_id)
    check_move(COMMENDATION_MOVES, row.state, state, labels=_LABELS)


@transaction.atomic
def submit_commendation(*, user: Any, commendation: Commendation) -> Commendation:
    """A second person hands in the whole dossier."""
    row = _locked(commendation)
    _move(row, CommendationState.SUBMITTED, user)
    if row.proposed_by_id == user.pk:
        raise Refusal(_("Người lập hồ sơ không tự trình. Hãy nhờ một người khác kiểm tra và trình."), code="two_people")
    lacking = missing_papers(row)
    if lacking:
        raise Refusal(_("Hồ sơ còn thiếu: %(papers)s.") % {"papers": ", ".join(lacking)}, code="papers")
    row.state, row.submitted_by, row.submitted_on = CommendationState.SUBMITTED, user, today()
    row.save()
    record(user, "commendation.submit", row, right=RIGHT, unit=row.unit_id)
    return row


@transaction.atomic
def record_decision(
    *, user: Any, commendation: Commendation, decision_no: str, decided_on: datetime.date, decided_by: str
) -> Commendation:
    """Write down the decision: number, day, who signed. Refused when a receipt it rests on was turned back meanwhile."""
    row = _locked(commendation)
    _move(row, CommendationState.DECIDED, user)
    if not decision_no.strip():
        raise Refusal(_("Hãy ghi số quyết định."), field="decision_no")
    if decided_on > today() or (row.submitted_on and decided_on < row.submitted_on):
        raise Refusal(_("Ngày quyết định phải từ ngày trình đến hôm nay."), field="decided_on")
    if row.gifts.filter(voucher__entries__reversed_by__isnull=False).exists():
        raise Refusal(_("Một khoản thu trong hồ sơ đã bị đảo ở sổ Quỹ. Hãy bỏ hồ sơ này và lập lại."), code="reversed")
    row.decision_no, row.decided_on, row.decided_by = nfc(decision_no), decided_on, nfc(decided_by)
    row.state = CommendationState.DECIDED
    row.save()
    record(user, "commendation.decide", row, right=RIGHT, unit=row.unit_id, number=row.decision_no, amount=row.amount)
    return row


@transaction.atomic
def end_commendation(*, user: Any, commendation: Commendation, reason: str) -> Commendation:
    """Drop a dossier, or cancel an honour that was decided (false reporting); its receipts may be honoured again."""
    row = _locked(commendation)
    decided = row.state == CommendationState.DECIDED
    state = CommendationState.CANCELLED if decided else CommendationState.DROPPED
    _move(row, state, user)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    row.state, row.end_reason = state, nfc(reason.strip())
    row.save()
    record(user, f"commendation.{state}", row, right=RIGHT, unit=row.unit_id, reason=row.end_reason)
    return row


@transaction.atomic
def agree_to_be_named(*, user: Any, commendation: Commendation, paper: str, on: datetime.date) -> Commendation:
    """The giver agreed on a paper to stand on the honour roll; with an empty ``paper`` the consent is taken back."""
    row = _locked(commendation)
    require(user, RIGHT, unit=row.unit_id)
    paper = nfc(paper).strip()
    if paper and on > today():
        raise Refusal(_("Ngày đồng ý không thể sau hôm nay."), field="on")
    if paper and not row.donor.name_public:
        raise Refusal(
            _("Hồ sơ nhà tài trợ ghi là không nêu tên công khai. Hãy sửa ở đó trước, nếu nhà tài trợ đã đổi ý."),
            field="paper",
        )
    row.consent_paper, row.consent_on = paper, on if paper else None
    row.save()
    record(user, "commendation.name" if paper else "commendation.unname", row, right=RIGHT, unit=row.unit_id)
    return row
