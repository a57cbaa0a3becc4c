"""Acts on consent, and the one answer to whether a consent holds on a day."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.ages import END_OF_CHILDHOOD, OWN_ANSWER
from children.consent_texts import VERSION, sha256_of, text_of
from children.models import Child, Consent, ConsentText
from children.models.consent import NAMED_RECIPIENT, OWN
from children.models.document import DocumentKind
from children.services.child import lock_child
from children.services.document import keep_document
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import name_case, nfc

RIGHT = "children.edit"


def consent_valid(
    child: Child, purpose: str, day: datetime.date, *, donor_code: str = "", recipient: str | None = None
) -> bool:
    """Whether the representative's (and from 7 the child's own) yes to the purpose holds on the day.

    For a purpose with a named recipient ask with that donor's code, or with the organisation's name as it was
    written: a yes for one is none for another. This is the one place to ask; it takes one query.
    """
    return standing_consent(child, purpose, day, donor_code=donor_code, recipient=recipient) is not None


def standing_consent(
    child: Child, purpose: str, day: datetime.date, *, donor_code: str = "", recipient: str | None = None
) -> Consent | None:
    """The newest consent that holds on the day, or None; of the answers to one question the last one counts."""
    answers = child.consents.filter(purpose=purpose, donor_code=donor_code, on__lte=day).select_related("child")
    if recipient is not None:
        answers = answers.filter(recipient=nfc(recipient))
    answered: set[str] = set()
    for answer in answers.order_by("-on", "-pk"):
        if answer.recipient not in answered and not why_not(answer, day):
            return answer
        answered.add(answer.recipient)
    return None


def why_not(consent: Consent, day: datetime.date) -> str:
    """Why this answer, were it the last one, is no yes on the day: a sentence, or nothing when it holds.

    Asks nothing of the database but ``consent.child``: later answers and withdrawals are the caller's.
    """
    child = consent.child
    if not consent.given:
        return _("Đây là lần rút lại.") if consent.withdraws_id else _("Không đồng ý.")
    if day < consent.on:
        return _("Chưa có hiệu lực vào ngày này.")
    if consent.until and day > consent.until:
        return _("Đã hết hạn ngày %(day)s.") % {"day": f"{consent.until:%d/%m/%Y}"}
    if consent.age >= OWN_ANSWER and not consent.child_agrees:
        return _("Trẻ không đồng ý.")
    age = child.age_on(day)
    for turned in (END_OF_CHILDHOOD, OWN_ANSWER):
        if consent.age < turned <= age:
            return _("Trẻ đã đủ %(age)s tuổi sau khi ký: cần hỏi lại.") % {"age": turned}
    return ""


@transaction.atomic
def record_consent(
    *,
    user: Any,
    child: Child,
    purpose: str,
    given: bool,
    representative: str,
    relation: str,
    on: datetime.date,
    channel: str,
    child_agrees: bool | None = None,
    data_kinds: list[str] | None = None,
    recipient: str = "",
    donor_code: str = "",
    evidence: str = "",
    scan: Any = None,
    until: datetime.date | None = None,
    sensitive_told: bool = False,
    not_suspected: bool = False,
) -> Consent:
    """Write one answer to one purpose, provable and never edited.

    ``scan`` is an upload of the signed sheet; it is kept among the child's papers once everything else is in order.
    A yes needs the notice that the data are sensitive, the kinds of data, a paper, from 7 years on the child's own
    answer, and that the representative is not suspected of harming the child (by analogy with NĐ 56/2017 Art.
    27(1)(h)). Raises Refusal at the field.
    """
    row = lock_child(child)
    require(user, RIGHT, unit=row.unit_id)
    if on > today():
        raise Refusal(_("Ngày ký không thể sau hôm nay."), field="on")
    age = row.age_on(on)
    if age < 0:
        raise Refusal(_("Ngày ký không thể trước ngày sinh của trẻ."), field="on")
    recipient = nfc(recipient)
    if given:
        _check_yes(
            age=age,
            purpose=purpose,
            child_agrees=child_agrees,
            data_kinds=data_kinds,
            recipient=recipient,
            evidence=evidence,
            scan=scan,
            sensitive_told=sensitive_told,
            not_suspected=not_suspected,
        )
    if until and until < on:
        raise Refusal(_("Ngày hết hạn không thể trước ngày ký."), field="until")
    paper = keep_document(user=user, child=row, kind=DocumentKind.CONSENT, upload=scan) if scan else None
    text, _made = ConsentText.objects.get_or_create(
        sha256=sha256_of(purpose), defaults={"purpose": purpose, "version": VERSION, "text": text_of(purpose)}
    )
    made = Consent.objects.create(
        child=row,
        purpose=purpose,
        recipient=recipient,
        donor_code=donor_code.strip().lower(),
        given=given,
        representative=name_case(representative),
        relation=relation,
        child_agrees=child_agrees if age >= OWN_ANSWER else None,
        age=age,
        data_kinds=sorted(data_kinds or []),
        text=text,
        text_hash=text.sha256,
        sensitive_told=sensitive_told,
        channel=channel,
        evidence=nfc(evidence),
        scan=paper,
        on=on,
        until=until,
        recorded_by=user,
        recorded_at=now(),
    )
    record(user, "child.consent", row, right=RIGHT, unit=row.unit_id, fields=["consents"], detail={"purpose": purpose})
    return made


def _check_yes(
    *,
    age: int,
    purpose: str,
    child_agrees: bool | None,
    data_kinds: list[str] | None,
    recipient: str,
    evidence: str,
    scan: Any,
    sensitive_told: bool,
    not_suspected: bool,
) -> None:
    """What a yes must have before it is one."""
    if age >= OWN_ANSWER and child_agrees is None:
        raise Refusal(_("Trẻ từ đủ 7 tuổi phải tự trả lời. Hãy hỏi trẻ rồi ghi câu trả lời."), field="child_agrees")
    if purpose in NAMED_RECIPIENT and not recipient:
        raise Refusal(_("Hãy ghi tên nhà tài trợ hoặc tổ chức được biết dữ liệu của trẻ."), field="recipient")
    if not data_kinds:
        raise Refusal(_("Hãy chọn những dữ liệu mà người đại diện cho phép dùng."), field="data_kinds")
    if not sensitive_told:
        raise Refusal(
            _("Hãy báo cho người đại diện biết đây là dữ liệu nhạy cảm rồi đánh dấu."), field="sensitive_told"
        )
    if not not_suspected:
        raise Refusal(
            _(
                "Người bị nghi xâm hại trẻ không thể đồng ý thay trẻ. Hãy xác nhận, hoặc hỏi người đại diện hợp pháp khác."
            ),
            field="not_suspected",
        )
    if scan is None and not evidence.strip():
        raise Refusal(_("Hãy tải bản chụp phiếu đồng ý, hoặc ghi số và ngày của văn bản."), field="evidence")


@transaction.atomic
def withdraw_consent(
    *, user: Any, consent: Consent, representative: str, relation: str, on: datetime.date, evidence: str = ""
) -> Consent:
    """The representative, or the child from 7 on, takes the yes back: a new row, valid from its day on."""
    row = lock_child(consent.child)
    require(user, RIGHT, unit=row.unit_id)
    if not consent.given:
        raise Refusal(_("Chỉ rút được một lần đã đồng ý."))
    newer = row.consents.filter(
        purpose=consent.purpose, donor_code=consent.donor_code, recipient=consent.recipient, pk__gt=consent.pk
    )
    if newer.filter(withdraws__isnull=True).exists():
        raise Refusal(_("Đã có câu trả lời mới hơn cho mục đích này. Hãy rút câu trả lời mới nhất."))
    if relation == OWN and row.age_on(on) < OWN_ANSWER:
        raise Refusal(_("Trẻ dưới 7 tuổi chưa tự rút được. Hãy ghi người đại diện."), field="relation")
    if not consent.on <= on <= today():
        raise Refusal(_("Ngày rút phải từ ngày đồng ý đến hôm nay."), field="on")
    try:
        with transaction.atomic():
            made = Consent.objects.create(
                child=row,
                purpose=consent.purpose,
                recipient=consent.recipient,
                donor_code=consent.donor_code,
                given=False,
                representative=name_case(representative),
                relation=relation,
                age=max(row.age_on(on), 0),
                text_hash="",
                channel=consent.channel,
                evidence=nfc(evidence),
                on=on,
                withdraws=consent,
                recorded_by=user,
                recorded_at=now(),
            )
    except IntegrityError:
        raise Refusal(_("Sự đồng ý này đã được rút trước đó. Hãy tải lại trang.")) from None
    record(
        user,
        "child.consent_withdraw",
        row,
        right=RIGHT,
        unit=row.unit_id,
        fields=["consents"],
        detail={"purpose": consent.purpose},
    )
    return made


def consents_shown(child: Child, day: datetime.date) -> list[dict[str, Any]]:
    """The answers, newest first, each with whether it holds on the day or why not: for the child's page.

    An older answer to the same question says that a newer one counts.
    """
    rows = list(child.consents.select_related("scan", "recorded_by").order_by("-on", "-pk"))
    withdrawn = {row.withdraws_id for row in rows if row.withdraws_id}
    answered: set[tuple[str, str, str]] = set()
    shown = []
    for row in rows:
        row.child = child
        key = (row.purpose, row.donor_code, row.recipient)
        why = why_not(row, day)
        if row.pk in withdrawn:
            why = _("Đã rút lại.")
        elif key in answered:
            why = why or _("Có câu trả lời mới hơn.")
        shown.append(
            {
                "consent": row,
                "why": why,
                "may_withdraw": row.given and row.pk not in withdrawn and key not in answered,
            }
        )
        answered.add(key)
    return shown
