"""Acts on what is promised on the public form: send, confirm by letter, take over, put aside, forget."""

import datetime
import secrets
import time
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from children.models import Item
from children.services.need import unit_value
from donors.models import Campaign, Contact, Donor, Pledge, PublicOffer
from donors.services.donor import register_donor
from donors.services.pledge import record_pledge
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, nfc
from lao_cai_support.web.visitor import within

_FORM_SALT, _LETTER_SALT = "donors.offer.form", "donors.offer.letter"
SOONEST, LATEST = 3, 4 * 3600  # seconds a person takes for the form
LETTER_HOURS = 48
FORGOTTEN_DAYS = 3
HOUR, DAY = 3600, 86_400
PER_VISITOR, PER_ADDRESS, PER_HOUR = 6, 3, 300  # letters: an hour, a day, an hour in all


def form_mark() -> str:
    """What a form carries to show when it was drawn; it serves once."""
    return signing.dumps({"at": int(time.time()), "once": secrets.token_hex(8)}, salt=_FORM_SALT)


def check_mark(mark: str) -> None:
    """Refuse a form that was not ours, filled faster than a person can, left too long, or sent already."""
    try:
        told = signing.loads(mark, salt=_FORM_SALT)
    except signing.BadSignature:
        told = None
    age = time.time() - told["at"] if told else -1
    if told is None or not SOONEST <= age <= LATEST:
        raise Refusal(_("Trang này mở quá lâu hoặc gửi quá nhanh. Hãy bấm gửi lại một lần nữa."), code="mark")
    if not cache.add(f"offer-form:{told['once']}", 1, LATEST):
        raise Refusal(_("Lời hứa này đã được gửi rồi. Hãy mở thư để xác nhận."), code="twice")


def send_offer(
    *,
    visitor: str,
    kind: str,
    name: str,
    email: str,
    form: str,
    phone: str = "",
    campaign: Campaign | None = None,
    item: Item | None = None,
    quantity: int | None = None,
    value: int | None = None,
    words: str = "",
    anonymous: bool = False,
) -> PublicOffer | None:
    """Keep a promise until its address answers, and send the letter that asks it to.

    ``visitor`` is a mark of the caller (web.visitor); ``value`` in đồng. Raises Refusal when the caller sends too often.
    An address that has had its letters of the day gets no further one, and nobody is told: then nothing is kept.
    """
    if not within("offers", visitor, most=PER_VISITOR, seconds=HOUR) or not within(
        "offers", "all", most=PER_HOUR, seconds=HOUR
    ):
        raise Refusal(_("Có quá nhiều lời hứa gửi từ đây. Hãy thử lại sau một giờ, hoặc gọi cho Quỹ."), code="often")
    goods = form == "goods"
    if goods and (item is None or not quantity):
        raise Refusal(_("Hãy chọn mặt hàng và ghi số lượng."), field="item")
    if not goods and not value:
        raise Refusal(_("Hãy ghi số tiền."), field="value")
    if not within("offer-letters", fold(email), most=PER_ADDRESS, seconds=DAY):
        return None
    # Kept and sent together: without its letter a promise could never be confirmed.
    with transaction.atomic():
        row: PublicOffer = PublicOffer.objects.create(
            kind=kind,
            name=nfc(name.strip()),
            email=email,
            phone=phone.strip(),
            campaign=campaign,
            form=form,
            item=item if goods else None,
            quantity=quantity if goods else None,
            value=None if goods else value,
            words=nfc(words.strip()),
            anonymous=anonymous,
            language=get_language() or "vi",
            sent_at=now(),
        )
        send_mail(_("Xác nhận lời hứa hỗ trợ trẻ em"), _letter(row), None, [email])
    return row


def _letter(row: PublicOffer) -> str:
    """Only the way to confirm: an address typed by a stranger learns nothing more."""
    address = f"{settings.SITE_URL}{reverse('donors:offer_confirm')}?k={signing.dumps(row.code, salt=_LETTER_SALT)}"
    return "\n\n".join(
        (
            _(
                "Có người dùng địa chỉ thư này để hứa hỗ trợ trẻ em Lào Cai. Nếu là bạn, hãy mở địa chỉ dưới đây và bấm xác nhận trong %(hours)s giờ:"
            )
            % {"hours": LETTER_HOURS},
            address,
            _("Nếu không phải bạn, hãy bỏ qua thư này; không có gì được ghi lại."),
        )
    )


def offer_of(token: str) -> PublicOffer | None:
    """The promise that a letter's token is for; nothing for a token that is not ours. Raises Refusal when it lapsed."""
    try:
        code = signing.loads(token, salt=_LETTER_SALT, max_age=LETTER_HOURS * HOUR)
    except signing.SignatureExpired:
        raise Refusal(_("Thư xác nhận này đã quá hạn. Hãy gửi lại lời hứa."), code="lapsed") from None
    except signing.BadSignature:
        return None
    found: PublicOffer | None = PublicOffer.objects.filter(code=code).first()
    return found


@transaction.atomic
def confirm_offer(*, offer: PublicOffer) -> PublicOffer:
    """The address answered. Raises Refusal the second time."""
    row: PublicOffer = PublicOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if row.state != PublicOffer.State.SENT:
        raise Refusal(_("Lời hứa này đã được xác nhận. Cán bộ Quỹ sẽ liên hệ với bạn."), code="confirmed")
    row.state, row.confirmed_at = PublicOffer.State.CONFIRMED, now()
    row.save(update_fields=["state", "confirmed_at"])
    record(None, "offer.confirm", row)
    return row


def likely_donors(offer: PublicOffer) -> list[Donor]:
    """Donors who might be the one who promised: the same name, or a contact with the same address."""
    rows = Donor.objects.filter(folded=fold(offer.name)) | Donor.objects.filter(contacts__email__iexact=offer.email)
    return list(rows.filter(archived=False).distinct().order_by("pk")[:5])


@transaction.atomic
def take_offer(
    *, user: Any, offer: PublicOffer, unit: Any, donor: Donor | None, available_from: datetime.date
) -> Pledge:
    """The office takes a confirmed promise over as a pledge of an existing donor, or of a new one (``donor`` none)."""
    row = _locked(offer)
    require(user, "pledges.edit", unit=unit)
    if donor is None:
        donor = register_donor(user=user, kind=row.kind, name=row.name)
        Contact.objects.create(donor=donor, full_name=row.name[:120], phone=row.phone, email=row.email)
    pledge = record_pledge(
        user=user,
        donor=donor,
        unit=unit,
        form=row.form,
        available_from=available_from,
        item=row.item,
        quantity=row.quantity,
        unit_value=unit_value(row.item, today()) if row.item else None,
        value=row.value,
        campaign=row.campaign if row.campaign and row.campaign.state == "published" else None,
        anonymous=row.anonymous,
    )
    row.state, row.handled_by, row.handled_on, row.pledge = PublicOffer.State.TAKEN, user, today(), pledge
    row.save()
    record(user, "offer.take", row, right="pledges.edit", unit=unit, detail={"pledge": pledge.code})
    return pledge


@transaction.atomic
def drop_offer(*, user: Any, offer: PublicOffer, reason: str) -> PublicOffer:
    """Put a promise aside, with the reason."""
    row = _locked(offer)
    require(user, "pledges.edit")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    row.state, row.handled_by, row.handled_on = PublicOffer.State.DROPPED, user, today()
    row.reason = reason.strip()[:300]
    row.save()
    record(user, "offer.drop", row, right="pledges.edit", reason=reason)
    return row


def _locked(offer: PublicOffer) -> PublicOffer:
    row: PublicOffer = (
        PublicOffer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("item", "campaign")
        .get(pk=offer.pk)
    )
    if row.state != PublicOffer.State.CONFIRMED:
        raise Refusal(_("Lời hứa này đã được xử lý. Hãy tải lại trang."), code="handled")
    return row


def forget_unconfirmed() -> int:
    """Forget what nobody confirmed within three days; gives how many."""
    old = PublicOffer.objects.filter(state="sent", sent_at__lt=now() - datetime.timedelta(days=FORGOTTEN_DAYS))
    return int(old.delete()[0])
