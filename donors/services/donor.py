"""Acts on donors: register, edit, archive, log who asked them."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import Approach, Contact, Donor, DonorAccess, NetworkMembership
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, nfc

LOG = "donors.approach"
EDITABLE = ("kind", "name", "tax_code", "address", "name_public", "note")


def likely_doubles(name: str, *, besides: Donor | None = None) -> list[Donor]:
    """Donors whose folded name equals the typed one: shown before a second record of the same body is made."""
    found = Donor.objects.filter(folded=fold(name))
    return list(found.exclude(pk=besides.pk) if besides else found)[:5]


def _tax_code(error: IntegrityError) -> Refusal:
    """What the database has against a tax code, as a sentence."""
    if "donor_tax_code_once" in str(error):
        sentence = _("Mã số thuế này đã có ở một nhà tài trợ khác. Hãy tìm nhà tài trợ đó thay vì ghi lần nữa.")
    elif "donor_tax_code_form" in str(error):
        sentence = _("Mã số thuế có 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số.")
    else:
        raise error
    return Refusal(sentence, field="tax_code")


@transaction.atomic
def register_donor(
    *, user: Any, kind: str, name: str, tax_code: str = "", address: str = "", name_public: bool = False, note: str = ""
) -> Donor:
    """Put a donor into the registry. Raises Refusal when the tax code is already there."""
    require(user, "donors.edit")
    try:
        with transaction.atomic():
            donor = Donor.objects.create(
                kind=kind,
                name=nfc(name),
                tax_code=tax_code or None,
                address=nfc(address),
                name_public=name_public,
                note=note,
                since=today(),
            )
    except IntegrityError as error:
        raise _tax_code(error) from None
    record(user, "donor.register", donor, right="donors.edit")
    return donor


@transaction.atomic
def edit_donor(*, user: Any, donor: Donor, **changes: Any) -> Donor:
    """Change a donor's own fields (EDITABLE); unknown names are a programming error."""
    require(user, "donors.edit")
    row = Donor.objects.select_for_update(no_key=True).get(pk=donor.pk)
    changed = []
    for field, value in changes.items():
        if field not in EDITABLE:
            raise ValueError(field)
        value = (value or None) if field == "tax_code" else value
        value = nfc(value or "") if field in ("name", "address") else value
        if getattr(row, field) != value:
            setattr(row, field, value)
            changed.append(field)
    if changed:
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise _tax_code(error) from None
        record(user, "donor.edit", row, right="donors.edit", fields=changed)
    return row


@transaction.atomic
def archive_donor(*, user: Any, donor: Donor, archived: bool, reason: str) -> Donor:
    """Stop (or resume) following a donor; nothing is deleted. Refused while pledges are open."""
    require(user, "donors.edit")
    row = Donor.objects.select_for_update(no_key=True).get(pk=donor.pk)
    if archived and row.pledges.filter(state__in=["offered", "accepted"]).exists():
        raise Refusal(_("Nhà tài trợ còn cam kết đang thực hiện. Hãy hoàn tất hoặc kết thúc các cam kết đó trước."))
    row.archived = archived
    row.save(update_fields=["archived"])
    record(user, "donor.archive" if archived else "donor.resume", row, right="donors.edit", reason=reason)
    return row


@transaction.atomic
def log_approach(
    *,
    user: Any,
    donor: Donor,
    unit: Any,
    on: datetime.date,
    channel: str,
    outcome: str,
    note: str = "",
    mobiliser: str = "",
    contact: Contact | None = None,
    next_step: str = "",
    next_on: datetime.date | None = None,
) -> Approach:
    """Write down who asked the donor for the unit, how, with what outcome, and what is to be done next by when.

    ``mobiliser`` is who asked, the person that writes it down when left out; what earlier approaches left to be done
    for the unit is done with this one. Raises Refusal for a day to come, a step without its day, a step in the past.
    """
    require(user, LOG, unit=unit)
    if on > today():
        raise Refusal(_("Ngày vận động không thể sau hôm nay."), field="on")
    if bool(next_step.strip()) != bool(next_on):
        raise Refusal(
            _("Việc tiếp theo cần cả nội dung và ngày hẹn."), field="next_on" if next_step.strip() else "next_step"
        )
    if next_on and next_on < today():
        raise Refusal(_("Ngày hẹn không thể trước hôm nay."), field="next_on")
    donor.approaches.filter(unit=unit, next_on__isnull=False, next_done_on__isnull=True).update(next_done_on=on)
    approach = Approach.objects.create(
        donor=donor,
        unit=unit,
        by=user,
        mobiliser=nfc(mobiliser) or user.full_name or user.username,
        contact=contact,
        on=on,
        channel=channel,
        outcome=outcome,
        note=note,
        next_step=nfc(next_step),
        next_on=next_on,
    )
    record(user, "donor.approach", donor, right=LOG, unit=unit, outcome=outcome)
    return approach


@transaction.atomic
def finish_step(*, user: Any, approach: Approach) -> Approach:
    """The next step was done without a new approach."""
    row = Approach.objects.select_for_update(no_key=True).get(pk=approach.pk)
    require(user, LOG, unit=row.unit_id)
    if not row.next_on or row.next_done_on:
        raise Refusal(_("Lần vận động này không còn việc nào chờ làm."))
    row.next_done_on = today()
    row.save(update_fields=["next_done_on"])
    record(user, "donor.step", row.donor, right=LOG, unit=row.unit_id)
    return row


@transaction.atomic
def add_contact(
    *, user: Any, donor: Donor, full_name: str, position: str = "", phone: str = "", email: str = ""
) -> Contact:
    """Add a person to talk to."""
    require(user, "donors.edit")
    contact = Contact.objects.create(donor=donor, full_name=nfc(full_name), position=position, phone=phone, email=email)
    record(user, "donor.contact", donor, right="donors.edit")
    return contact


@transaction.atomic
def join_network(
    *,
    user: Any,
    donor: Donor,
    terms: str,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    agreement_no: str = "",
    yearly_value: int | None = None,
) -> NetworkMembership:
    """Take the donor into the sustained network (``valid_until`` exclusive). Raises Refusal when it is in already."""
    require(user, "donors.edit")
    if valid_until and valid_until <= valid_from:
        raise Refusal(_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_until")
    try:
        with transaction.atomic():
            membership = NetworkMembership.objects.create(
                donor=donor,
                terms=nfc(terms),
                agreement_no=agreement_no.strip(),
                yearly_value=yearly_value,
                valid=(valid_from, valid_until),
            )
    except IntegrityError:
        raise Refusal(_("Nhà tài trợ đã ở trong mạng lưới trong thời gian này."), field="valid_from") from None
    record(user, "donor.network", donor, right="donors.edit")
    return membership


@transaction.atomic
def leave_network(
    *, user: Any, membership: NetworkMembership, last_day: datetime.date, reason: str
) -> NetworkMembership:
    """End a membership after its ``last_day``. Raises Refusal without a reason, or for a day outside its time."""
    require(user, "donors.edit")
    row = NetworkMembership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do kết thúc."), field="reason")
    if last_day < row.valid.lower or (row.valid.upper and last_day >= row.valid.upper):
        raise Refusal(_("Ngày kết thúc phải nằm trong thời gian tham gia."), field="last_day")
    row.valid = (row.valid.lower, last_day + datetime.timedelta(days=1))
    row.end_reason = reason.strip()[:300]
    row.save(update_fields=["valid", "end_reason"])
    record(user, "donor.network_end", row.donor, right="donors.edit", reason=row.end_reason)
    return row


@transaction.atomic
def give_access(*, user: Any, donor: Donor, account: Any) -> DonorAccess:
    """Let an account of role ``donor`` see the donor's own pages."""
    require(user, "donors.edit")
    if not account.has_role("donor"):
        raise Refusal(_("Tài khoản này chưa có vai trò nhà tài trợ. Hãy nhờ quản trị cổng cấp vai trò trước."))
    try:
        with transaction.atomic():
            access = DonorAccess.objects.create(donor=donor, user=account, valid=(today(), None))
    except IntegrityError:
        raise Refusal(_("Tài khoản này đã xem được trang của nhà tài trợ.")) from None
    record(user, "donor.access", donor, right="donors.edit")
    return access
