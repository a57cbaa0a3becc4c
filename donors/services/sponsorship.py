"""Acts on sponsorships: propose, check for doubles, sign, stop, resume, end, remember direct gifts, news of the child."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.duplicates.candidates import compare
from children.models import Assistance, Child, DuplicatePair, StateSupport
from children.models.child import ChildState
from children.models.consent import DataKind, Purpose
from children.services.consent import standing_consent
from children.services.known import known_facts
from donors.models import Donor, Earmark, SponsorCode, Sponsorship, SponsorshipNote, SponsorshipPayment
from donors.models.sponsorship import SPONSORSHIP_MOVES, NoteState, PaymentKind, Route, SponsorshipState, StopCause
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import fold, nfc

RIGHT = "sponsorships.edit"
_LABELS = dict(SponsorshipState.choices)


@dataclass(frozen=True)
class Already:
    """What a child has before another sponsor is added: agreements that are not ended, and what the State gives."""

    sponsorships: list[Sponsorship]
    monthly: int
    state: list[tuple[str, str]]


def already(child: Child, day: datetime.date) -> Already:
    """Seen by whoever proposes: the sponsors the child has, đồng a month together, and the State's support (words, law)."""
    rows = list(child.sponsorships.live().select_related("donor", "known_as"))
    told = [
        (str(row.get_clause_display()), row.decision)
        for row in Assistance.objects.filter(child=child, valid__contains=day)
    ]
    facts = known_facts([child], "DD", day, health=False)[child.pk]
    held = {fact for fact, yes in facts.items() if yes}
    age = child.age_on(day)
    for support in StateSupport.objects.filter(valid__contains=day).order_by("area", "pk"):
        if support.least_age <= age <= support.most_age and (not support.any_of or held & set(support.any_of)):
            told.append((str(support), support.law))
    return Already(rows, sum(row.monthly for row in rows if row.state != SponsorshipState.STOPPED), told)


def open_doubles(child: Child) -> int:
    """How many pairs of the child's file wait for somebody to say whether they are one child."""
    return DuplicatePair.objects.waiting().of_child(child).count()


_REFUSED = {
    "sponsorship_others_seen": (
        None,
        lambda: _("Vừa có thêm người đỡ đầu cho trẻ này. Hãy xem lại số người đỡ đầu hiện có rồi lưu lần nữa."),
    ),
    "sponsorship_once_per_donor": ("donor", lambda: _("Nhà tài trợ này đang có thỏa thuận đỡ đầu trẻ này.")),
    "sponsorship_no_double": (None, lambda: _("Hồ sơ của trẻ có thể trùng với hồ sơ khác. Hãy xử lý cặp trùng trước.")),
    "sponsorship_with_consent": ("consent", lambda: _("Sự đồng ý vừa được rút. Hãy hỏi lại gia đình và trẻ.")),
    "sponsorship_verified_child": (None, lambda: _("Chỉ đỡ đầu trẻ trong danh sách đã thẩm định.")),
    "sponsor_payment_stopped": (None, lambda: _("Thỏa thuận đang dừng hoặc đã kết thúc nên không chi nữa.")),
    "sponsor_payment_covered": ("amount", lambda: _("Không chi nhiều hơn số nhà đỡ đầu đã góp.")),
    "sponsor_payment_route": (None, lambda: _("Thỏa thuận này trao theo cách khác.")),
}


def in_words(error: IntegrityError) -> Refusal:
    """What the database has against it, as a sentence; anything else is raised as it came."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name not in _REFUSED:
        raise error
    field, words = _REFUSED[name]
    return Refusal(words(), field=field, code=name)


@transaction.atomic
def propose_sponsorship(
    *,
    user: Any,
    child: Child,
    donor: Donor,
    unit: Any,
    monthly: int,
    due_day: int,
    first_day: datetime.date,
    last_day: datetime.date | None,
    route: str,
    terms: str,
    others_seen: int,
) -> Sponsorship:
    """Draft an agreement for one child: ``monthly`` đồng, due each month on ``due_day``; ``last_day`` is inside it.

    The child's file is compared with the register first and must wait for nobody's word on a double;
    ``others_seen`` is the number of sponsors the person saw. Raises Refusal with the field.
    """
    require(user, RIGHT, unit=child.unit_id)
    row = Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    day = today()
    _check_child(row, day)
    if donor.archived:
        raise Refusal(_("Nhà tài trợ này đã ngừng theo dõi. Hãy mở lại hồ sơ nhà tài trợ trước."), field="donor")
    if last_day and last_day < first_day:
        raise Refusal(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="last_day")
    if monthly <= 0:
        raise Refusal(_("Số tiền phải lớn hơn 0."), field="monthly")
    _check_doubles(row)
    known_as = row.sponsor_codes.order_by("pk").last() or SponsorCode.objects.create(child=row, made_on=day)
    try:
        with transaction.atomic():
            made = Sponsorship.objects.create(
                child=row,
                known_as=known_as,
                donor=donor,
                unit=unit,
                monthly=monthly,
                due_day=due_day,
                valid=DateRange(first_day, last_day and last_day + datetime.timedelta(days=1)),
                route=route,
                terms=nfc(terms),
                others_seen=others_seen,
                doubles_checked_by=user,
                doubles_checked_on=day,
                drafted_by=user,
            )
    except IntegrityError as error:
        raise in_words(error) from None
    record(user, "sponsorship.propose", made, right=RIGHT, unit=row.unit_id, amount=monthly)
    return made


def _check_child(child: Child, day: datetime.date) -> None:
    if child.state != ChildState.ACTIVE:
        raise Refusal(_("Chỉ đỡ đầu trẻ trong danh sách đã thẩm định."), code="verified")
    if child.age_on(day) >= 16:
        raise Refusal(_("Trẻ đã đủ 16 tuổi nên không nhận đỡ đầu mới."), code="aged")


def _check_doubles(child: Child) -> None:
    compare([child.pk])
    if open_doubles(child):
        raise Refusal(
            _("Hồ sơ của trẻ có thể trùng với hồ sơ khác. Hãy xử lý cặp trùng trước khi nhận đỡ đầu."), code="double"
        )


def _locked(sponsorship: Sponsorship) -> Sponsorship:
    rows = Sponsorship.objects.select_for_update(of=("self",), no_key=True).select_related("child", "donor", "known_as")
    return rows.get(pk=sponsorship.pk)


@transaction.atomic
def sign_sponsorship(
    *, user: Any, sponsorship: Sponsorship, agreement_no: str, signed_on: datetime.date
) -> Sponsorship:
    """The agreement is signed. Asks the consents of the representative and, from 7, of the child for this donor, and
    looks for doubles once more. Money through the fund gets its own earmark."""
    row = _locked(sponsorship)
    require(user, RIGHT, unit=row.child.unit_id)
    check_move(SPONSORSHIP_MOVES, row.state, SponsorshipState.ACTIVE, labels=_LABELS)
    if row.state != SponsorshipState.DRAFT:
        raise Refusal(_("Thỏa thuận này đã được ký."), code="move")
    if signed_on > today():
        raise Refusal(_("Ngày ký không thể sau hôm nay."), field="signed_on")
    if not agreement_no.strip():
        raise Refusal(_("Hãy ghi số thỏa thuận."), field="agreement_no")
    _check_child(row.child, today())
    _check_doubles(row.child)
    row.consent = _consent(row)
    row.doubles_checked_by, row.doubles_checked_on = user, today()
    row.agreement_no, row.signed_on, row.state = nfc(agreement_no), signed_on, SponsorshipState.ACTIVE
    if row.route == Route.FUND:
        # In Vietnamese as all papers of the office; the code says which child without saying who.
        row.earmark = Earmark.objects.create(
            purpose=f"Đỡ đầu trẻ mã {row.known_as.code}", leftover=Earmark.Leftover.ASK
        )
    _saved(row)
    record(user, "sponsorship.sign", row, right=RIGHT, unit=row.child.unit_id, amount=row.monthly)
    return row


def _consent(row: Sponsorship) -> Any:
    found = standing_consent(row.child, Purpose.SPONSORSHIP, today(), donor_code=row.donor.code)
    if found is None:
        raise Refusal(
            _(
                "Chưa có sự đồng ý của người đại diện (và của trẻ từ đủ 7 tuổi) cho việc đỡ đầu của nhà tài trợ "
                "mã %(code)s. Hãy ghi ở hồ sơ của trẻ trước."
            )
            % {"code": row.donor.code},
            code="consent",
        )
    return found


def _saved(row: Sponsorship) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise in_words(error) from None


@transaction.atomic
def stop_sponsorship(*, user: Any, sponsorship: Sponsorship, reason: str) -> Sponsorship:
    """The office stops the payments itself, with a reason for its own log; moves, deaths and the like stop by themselves."""
    row = _locked(sponsorship)
    require(user, RIGHT, unit=row.child.unit_id)
    check_move(SPONSORSHIP_MOVES, row.state, SponsorshipState.STOPPED, labels=_LABELS)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    row.state, row.stop_cause, row.stopped_on = SponsorshipState.STOPPED, StopCause.OFFICE, today()
    row.save()
    record(user, "sponsorship.stop", row, right=RIGHT, unit=row.child.unit_id, reason=reason.strip())
    return row


def _tell(row: Sponsorship, told: str, user: Any) -> None:
    told = nfc(told).strip()
    if not told:
        raise Refusal(_("Hãy ghi lời báo cho nhà đỡ đầu: hệ thống không tự báo gì."), field="told")
    _check_anonymous(row, told, field="told")
    row.told, row.told_on, row.told_by = told, today(), user


@transaction.atomic
def resume_sponsorship(*, user: Any, sponsorship: Sponsorship, told: str) -> Sponsorship:
    """Somebody decided that a stopped sponsorship goes on: the child is followed and the consent holds again.

    ``told`` is what the sponsor reads. The months of the standstill are not asked for.
    """
    row = _locked(sponsorship)
    require(user, RIGHT, unit=row.child.unit_id)
    if row.state != SponsorshipState.STOPPED:
        raise Refusal(_("Chỉ tiếp tục được thỏa thuận đang dừng."), code="move")
    _check_child(row.child, today())
    _check_doubles(row.child)
    row.consent = _consent(row)
    _tell(row, told, user)
    row.skipped_months += _standstill(row)
    row.state, row.stop_cause, row.stopped_on = SponsorshipState.ACTIVE, "", None
    _saved(row)
    record(user, "sponsorship.resume", row, right=RIGHT, unit=row.child.unit_id)
    return row


def _standstill(row: Sponsorship) -> int:
    """How many monthly days have passed since the stop."""
    day, end, count = row.stopped_on, today(), 0
    while day and day <= end:
        count += day.day == row.due_day
        day += datetime.timedelta(days=1)
    return count


@transaction.atomic
def end_sponsorship(
    *, user: Any, sponsorship: Sponsorship, ended_on: datetime.date, reason: str, told: str = ""
) -> Sponsorship:
    """End an agreement with a reason for the file; of a signed one ``told`` is what the sponsor reads. Nothing of it is
    taken over into another agreement."""
    row = _locked(sponsorship)
    require(user, RIGHT, unit=row.child.unit_id)
    check_move(SPONSORSHIP_MOVES, row.state, SponsorshipState.ENDED, labels=_LABELS)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if ended_on > today():
        raise Refusal(_("Ngày kết thúc không thể sau hôm nay."), field="ended_on")
    if row.signed_on:
        _tell(row, told, user)
    row.state, row.ended_on, row.end_reason = SponsorshipState.ENDED, ended_on, nfc(reason.strip())
    row.save()
    record(user, "sponsorship.end", row, right=RIGHT, unit=row.child.unit_id, reason=reason.strip())
    return row


# Direct gifts: a memo, outside every balance


def check_pays(row: Sponsorship) -> None:
    """Refuse to pay out while an agreement stands still, or when its consent has lapsed (at 7, at 16, by its end)."""
    if row.state != SponsorshipState.ACTIVE:
        raise Refusal(_("Thỏa thuận đỡ đầu đang dừng hoặc đã kết thúc nên không chi nữa."), field="earmark")
    if standing_consent(row.child, Purpose.SPONSORSHIP, today(), donor_code=row.donor.code) is None:
        raise Refusal(
            _("Sự đồng ý cho việc đỡ đầu không còn hiệu lực nên không chi nữa. Hãy hỏi lại gia đình và trẻ."),
            field="earmark",
            code="consent",
        )


@transaction.atomic
def remember_direct(
    *, user: Any, sponsorship: Sponsorship, day: datetime.date, amount: int, paper: str
) -> SponsorshipPayment:
    """Write down what the sponsor handed over itself: đồng, the day, the paper that shows it. Raises Refusal."""
    row = _locked(sponsorship)
    require(user, RIGHT, unit=row.child.unit_id)
    if day > today():
        raise Refusal(_("Ngày trao không thể sau hôm nay."), field="day")
    if amount <= 0:
        raise Refusal(_("Số tiền phải lớn hơn 0."), field="amount")
    if not paper.strip():
        raise Refusal(_("Hãy ghi giấy tờ: biên nhận, sao kê, biên bản trao."), field="paper")
    try:
        with transaction.atomic():
            made = SponsorshipPayment.objects.create(
                sponsorship=row, kind=PaymentKind.DIRECT, day=day, amount=amount, paper=nfc(paper), recorded_by=user
            )
    except IntegrityError as error:
        raise in_words(error) from None
    record(user, "sponsorship.direct", row, right=RIGHT, unit=row.child.unit_id, amount=amount)
    return made


@transaction.atomic
def correct_direct(*, user: Any, payment: SponsorshipPayment, reason: str) -> SponsorshipPayment:
    """Take a wrong memo back: a row below zero with the reason; the wrong one stays readable."""
    row = _locked(payment.sponsorship)
    require(user, RIGHT, unit=row.child.unit_id)
    if payment.kind != PaymentKind.DIRECT or payment.corrects_id:
        raise Refusal(_("Khoản qua Quỹ được sửa bằng bút toán đảo ở sổ của Quỹ."), code="ledger")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    try:
        with transaction.atomic():
            made = SponsorshipPayment.objects.create(
                sponsorship=row,
                kind=PaymentKind.DIRECT,
                day=payment.day,
                amount=-payment.amount,
                paper=nfc(reason.strip())[:120],
                corrects=payment,
                recorded_by=user,
            )
    except IntegrityError:
        raise Refusal(_("Khoản này đã được sửa."), code="corrected") from None
    record(user, "sponsorship.correct", row, right=RIGHT, unit=row.child.unit_id, amount=-payment.amount)
    return made


# News of the child


def _check_anonymous(row: Sponsorship, text: str, *, field: str) -> None:
    """A sponsor's words hold no name of the child, its school, village or commune, unless the family said yes to it."""
    words = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in fold(text)).split())} "
    child = row.child
    hidden = {_("tên của trẻ"): child.full_name}
    if child.school:
        hidden[_("tên trường")] = child.school.name
    if child.village:
        hidden[_("tên thôn, bản")] = child.village.name
    hidden[_("tên xã")] = child.unit.name
    if knows_name(row):
        hidden.pop(_("tên của trẻ"))
    for what, name in hidden.items():
        if f" {fold(name)} " in words or (what == _("tên của trẻ") and child.code in words):
            raise Refusal(
                _("Lời này có %(what)s. Nhà đỡ đầu không được biết điều đó; hãy viết lại.") % {"what": what},
                field=field,
            )


def knows_name(row: Sponsorship) -> bool:
    """Whether the family, and the child from 7, let this donor know the child's name: asked anew each time."""
    consent = standing_consent(row.child, Purpose.SPONSOR_NAME, today(), donor_code=row.donor.code)
    return consent is not None and DataKind.NAME in consent.data_kinds


@transaction.atomic
def write_note(*, user: Any, sponsorship: Sponsorship, text: str) -> SponsorshipNote:
    """Write how the child is doing; nobody outside reads it before another officer has cleared it."""
    row = _locked(sponsorship)
    require(user, "sponsorships.note", unit=row.child.unit_id)
    if row.state not in (SponsorshipState.ACTIVE, SponsorshipState.STOPPED):
        raise Refusal(_("Chỉ viết tin cho thỏa thuận đã ký và chưa kết thúc."), code="move")
    if not text.strip():
        raise Refusal(_("Hãy viết tình hình của trẻ."), field="text")
    made = SponsorshipNote.objects.create(sponsorship=row, text=nfc(text), written_by=user, written_on=today())
    record(user, "sponsorship.note", row, right="sponsorships.note", unit=row.child.unit_id)
    return made


@transaction.atomic
def clear_note(*, user: Any, note: SponsorshipNote, shown: str) -> SponsorshipNote:
    """Let words through to the sponsor: the note's own or milder ones; never with what tells who the child is."""
    return _decide(user, note, NoteState.CLEARED, shown)


@transaction.atomic
def hold_back_note(*, user: Any, note: SponsorshipNote) -> SponsorshipNote:
    """The sponsor does not read this."""
    return _decide(user, note, NoteState.HELD_BACK, "")


def _decide(user: Any, note: SponsorshipNote, state: str, shown: str) -> SponsorshipNote:
    row = _locked(note.sponsorship)
    require(user, RIGHT, unit=row.child.unit_id)
    held = SponsorshipNote.objects.select_for_update(no_key=True).get(pk=note.pk)
    if held.state != NoteState.WRITTEN:
        raise Refusal(_("Tin này đã có người xem. Hãy tải lại trang."), code="decided")
    if held.written_by_id == user.pk:
        raise Refusal(_("Người viết tin không tự duyệt tin của mình."), code="two_people")
    if state == NoteState.CLEARED:
        if not shown.strip():
            raise Refusal(_("Hãy ghi lời nhà đỡ đầu sẽ đọc."), field="shown")
        _check_anonymous(row, shown, field="shown")
    held.state, held.shown, held.decided_by, held.decided_on = state, nfc(shown).strip(), user, today()
    held.save()
    act = "sponsorship.note_clear" if state == NoteState.CLEARED else "sponsorship.note_hold"
    record(user, act, row, right=RIGHT, unit=row.child.unit_id)
    return held
