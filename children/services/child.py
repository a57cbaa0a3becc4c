"""Acts on a child's file: register, edit, move, end, open and end circumstances."""

import datetime
import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from children.ages import END_OF_CHILDHOOD, is_child
from children.duplicates.later import compare_later
from children.models import Child, Guardian, Household, Residence
from children.models.child import CHILD_MOVES, INSURANCE, ChildState, EndReason, Schooling
from children.services.household import set_poverty, siblings_of
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import name_case, nfc

OWN_FIELDS = (
    "full_name",
    "sex",
    "date_of_birth",
    "birth_year",
    "birth_estimated",
    "personal_id",
    "ethnic_group",
    "birth_registered",
    "birth_certificate_no",
    "insured",
    "health_insurance_no",
    "school",
    "class_name",
    "schooling",
    "boarding",
    "left_school_on",
    "note",
)
_LABELS = dict(ChildState.choices)


def check_birth(date_of_birth: datetime.date | None, birth_year: int | None) -> int:
    """The birth year after its checks: a child is under 16 and not born tomorrow (Luật Trẻ em Art. 1)."""
    day = today()
    if date_of_birth and date_of_birth > day:
        raise Refusal(_("Ngày sinh không thể sau hôm nay. Hãy kiểm tra lại ngày, tháng, năm."), field="date_of_birth")
    year = date_of_birth.year if date_of_birth else birth_year
    if not year:
        raise Refusal(_("Hãy ghi ngày sinh, hoặc chỉ năm sinh nếu không rõ ngày."), field="birth_year")
    if not is_child(date_of_birth, year, day):
        raise Refusal(
            _("Năm sinh %(year)s không phải của trẻ em dưới 16 tuổi. Hãy kiểm tra lại năm.") % {"year": year},
            field="date_of_birth" if date_of_birth else "birth_year",
        )
    return year


def _checked_birth(child: Child, date_of_birth: datetime.date | None, birth_year: int | None) -> int:
    """The birth year after its checks; who has turned 16 keeps the file, and its birth, until the file is ended."""
    if date_of_birth == child.date_of_birth and (date_of_birth or birth_year == child.birth_year):
        return child.birth_year
    return check_birth(date_of_birth, birth_year)


def check_papers(fields: dict[str, Any]) -> None:
    """Put the papers and the schooling in order: a number says that the paper is there, a day that school was left.

    Changes ``fields`` in place. Raises Refusal at the field.
    """
    if fields.get("birth_certificate_no"):
        fields["birth_registered"] = True
    number = fields.get("health_insurance_no")
    if number:
        fields["health_insurance_no"] = number = re.sub(r"[\s.-]", "", number).upper()
        fields["insured"] = True
        if not re.match(INSURANCE, number):
            raise Refusal(
                _("Số thẻ bảo hiểm y tế có 15 ký tự (hai chữ, 13 số) hoặc là mã số 10 chữ số. Hãy xem lại trên thẻ."),
                field="health_insurance_no",
            )
    left = fields.get("left_school_on")
    if left and left > today():
        raise Refusal(_("Ngày bỏ học không thể sau hôm nay."), field="left_school_on")
    if left and fields.get("schooling") != Schooling.LEFT:
        raise Refusal(_("Ngày bỏ học chỉ ghi khi việc học là “đã bỏ học”."), field="left_school_on")


@transaction.atomic
def register_child(
    *,
    user: Any,
    unit: Any,
    village: Any = None,
    father: str = "",
    mother: str = "",
    carer: str = "",
    poverty: Any = None,
    household: Household | None = None,
    household_version: int | None = None,
    address: str | None = None,
    phone: str | None = None,
    registration: str = "",
    **fields: Any,
) -> Child:
    """Open a child's file in the commune, as a draft, with its household and its first residence.

    ``fields`` are OWN_FIELDS; ``household`` is one of the commune that the child joins (a new one when None);
    ``poverty`` is the household's category of this year. Raises Refusal at the field.
    """
    require(user, "children.edit", unit=unit)
    day = today()
    check_papers(fields)
    fields["birth_year"] = check_birth(fields.get("date_of_birth"), fields.get("birth_year"))
    fields["full_name"] = name_case(fields["full_name"])
    fields["personal_id"] = fields.get("personal_id") or None
    if household is None:
        household = Household.objects.create(unit=unit, village=village)
    else:
        household = _lock_household(household, household_version)
        if household.unit_id != unit.pk:
            raise Refusal(_("Hộ này ở xã khác. Hãy chọn một hộ trong xã của trẻ."), field="household")
    _tell_family(
        user, household, poverty=poverty, adults={"father": father, "mother": mother, "carer": carer},
        address=address, phone=phone,
    )  # fmt: skip
    try:
        with transaction.atomic():
            child = Child.objects.create(
                unit=unit, village=village, household=household, created_on=day, updated_on=day, **fields
            )
    except IntegrityError:
        raise Refusal(
            _("Số định danh này đã có ở một hồ sơ khác. Hãy kiểm tra lại số, hoặc tìm hồ sơ đó trước khi thêm mới."),
            field="personal_id",
        ) from None
    Residence.objects.create(
        child=child, unit=unit, village=village, valid=(min(day, _born(child)), None), registration=registration
    )
    record(user, "child.register", child, right="children.edit", unit=unit)
    compare_later([child.pk])
    return child


def _born(child: Child) -> datetime.date:
    return child.date_of_birth or datetime.date(child.birth_year, 1, 1)


def _set_guardians(household: Household, **names: str) -> bool:
    """Write the named adults (relation=name); an emptied name removes the adult. Gives whether anything changed."""
    held = {g.relation: g for g in household.guardians.all()}
    changed = False
    for relation, name in names.items():
        name = name_case(name)
        if relation in held and not name:
            held[relation].delete()
            changed = True
        elif relation in held and held[relation].full_name != name:
            held[relation].full_name = name
            held[relation].save(update_fields=["full_name"])
            changed = True
        elif relation not in held and name:
            Guardian.objects.create(household=household, relation=relation, full_name=name)
            changed = True
    return changed


def _lock_household(household: Household, version: int | None) -> Household:
    """The household, locked. Raises Refusal when it is no longer the one the form was opened with."""
    row = Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    if version is not None and row.version != version:
        raise Refusal(
            _("Hộ của trẻ vừa được người khác sửa. Những gì bạn gõ còn ở dưới; hãy so với trang của hộ rồi lưu lại."),
            code="version",
        )
    return row


def _tell_family(
    user: Any, household: Household, *, poverty: Any, adults: dict[str, str], **told: str | None
) -> set[str]:
    """Write what a child's form says of its (locked) household; gives what changed, by name.

    ``told`` are the household's own fields, None for what the form does not say.
    """
    changed = {name for name, value in told.items() if value is not None and getattr(household, name) != value}
    for name in changed:
        setattr(household, name, told[name])
    if _set_guardians(household, **adults):
        changed.add("guardians")
    if poverty and set_poverty(user=user, household=household, year=today().year, category=poverty):
        changed.add("poverty")
    if changed:
        household.version += 1
        household.save()
    return changed


def lock_child(child: Child) -> Child:
    """The child's row, locked for this transaction. Raises Refusal when it was merged into another file meanwhile."""
    row = Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    if row.end_reason == EndReason.MERGED:
        raise Refusal(
            _("Hồ sơ này vừa được gộp vào hồ sơ khác. Hãy mở lại theo mã cũ để tới hồ sơ mới."), code="merged"
        )
    return row


@transaction.atomic
def edit_child(
    *,
    user: Any,
    child: Child,
    version: int,
    village: Any = None,
    father: str = "",
    mother: str = "",
    carer: str = "",
    poverty: Any = None,
    address: str | None = None,
    phone: str | None = None,
    registration: str | None = None,
    household_version: int | None = None,
    **fields: Any,
) -> Child:
    """Change a child's own fields. ``version`` is the one the form was opened with.

    What it says of the adults, the address, the telephone and the poverty reaches every child of the household.
    Raises Refusal when someone else saved meanwhile (nothing is overwritten), or at the wrong field.
    """
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    if row.version != version:
        raise Refusal(
            _(
                "Hồ sơ này vừa được người khác sửa. Những gì bạn gõ còn ở dưới; hãy mở hồ sơ ở thẻ khác để so rồi lưu lại."
            ),
            code="version",
        )
    check_papers(fields)
    fields["birth_year"] = _checked_birth(row, fields.get("date_of_birth"), fields.get("birth_year"))
    fields["full_name"] = nfc(fields["full_name"])
    fields["personal_id"] = fields.get("personal_id") or None
    changed = [name for name in OWN_FIELDS if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    if row.household is None:
        row.household = Household.objects.create(unit_id=row.unit_id, village=village)
    household = row.household = _lock_household(row.household, household_version)
    of_family = _tell_family(
        user, household, poverty=poverty, adults={"father": father, "mother": mother, "carer": carer},
        address=address, phone=phone,
    )  # fmt: skip
    changed += sorted(of_family)
    open_residence = row.residences.filter(valid__endswith=None).first()
    if open_residence and registration is not None and open_residence.registration != registration:
        open_residence.registration = registration
        open_residence.save(update_fields=["registration"])
        changed.append("registration")
    if village != row.village:
        if open_residence:
            open_residence.village = village
            open_residence.save(update_fields=["village"])
        row.village = village
        changed.append("village")
    row.version = F("version") + 1
    row.updated_on = today()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal(_("Số định danh này đã có ở một hồ sơ khác."), field="personal_id") from None
    row.refresh_from_db()
    record(user, "child.edit", row, right="children.edit", unit=row.unit_id, fields=changed)
    compare_later([row.pk])
    if of_family and siblings_of(row).exists():  # read on the household's page, which its other children share
        record(user, "household.edit", household, right="children.edit", unit=household.unit_id, fields=of_family)
    return row


@transaction.atomic
def end_child(*, user: Any, child: Child, reason: str, on: datetime.date, note: str = "") -> Child:
    """Close a file (aged 16, moved away, adopted, died, entered by mistake); open circumstances end with it.

    ``note`` says where a child went, or what the papers say; a transfer that still waits is withdrawn with it.
    """
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    check_move(CHILD_MOVES, row.state, ChildState.ENDED, labels=_LABELS)
    if on > today():
        raise Refusal(_("Ngày kết thúc không thể sau hôm nay."), field="on")
    if row.needs.filter(state__in=["open", "approved", "published"], reserved__gt=0).exists():
        raise Refusal(
            _("Trẻ đang có nhu cầu được giữ chỗ. Hãy hủy phân bổ hoặc ghi nhận đã trao trước khi kết thúc hồ sơ.")
        )
    if reason == EndReason.AGED and not _turned_16(row, on):
        raise Refusal(_("Vào ngày này trẻ chưa đủ 16 tuổi. Hãy chọn ngày khác hoặc lý do khác."), field="on")
    row.state, row.ended_on, row.end_reason, row.end_note = ChildState.ENDED, on, reason, nfc(note)
    row.version += 1
    row.updated_on = today()
    row.save()
    row.transfers.filter(state="proposed").update(
        state="withdrawn", decided_by=user, decided_on=today(), answer=_("Hồ sơ đã kết thúc.")
    )
    for spell in row.circumstances.filter(valid__endswith=None):
        spell.valid = (spell.valid.lower, max(on, spell.valid.lower + datetime.timedelta(days=1)))
        spell.save(update_fields=["valid"])
    row.needs.filter(state__in=["open", "approved", "published"], reserved=0, delivered=0).update(state="withdrawn")
    record(user, "child.end", row, right="children.edit", unit=row.unit_id, reason=reason)
    return row


def _turned_16(child: Child, on: datetime.date) -> bool:
    """Whether the child is 16 on the day; with only the year known, from that year's first day on."""
    return child.age_on(on) >= END_OF_CHILDHOOD


@transaction.atomic
def reopen_child(*, user: Any, child: Child, reason: str) -> Child:
    """A child came back, or the file was ended by mistake: it is on the register again, with what it held.

    It is active when a list with it had been verified, a draft otherwise. Circumstances stay ended: what holds
    again is written again. Raises Refusal for a file that is not ended, one of a merged double, and after 16.
    """
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do mở lại hồ sơ."), field="reason")
    if row.end_reason == "merged":
        raise Refusal(_("Hồ sơ này đã gộp vào hồ sơ khác. Hãy bỏ gộp thay vì mở lại."), code="merged")
    if not is_child(row.date_of_birth, row.birth_year, today()):
        raise Refusal(_("Người này đã đủ 16 tuổi nên hồ sơ trẻ em không mở lại được."), code="aged")
    verified = row.submission_rows.filter(submission__state="verified").exists()
    state = ChildState.ACTIVE if verified else ChildState.DRAFT
    check_move(CHILD_MOVES, row.state, state, labels=_LABELS)
    row.state, row.ended_on, row.end_reason, row.end_note = state, None, "", ""
    row.version += 1
    row.updated_on = today()
    row.save()
    record(user, "child.reopen", row, right="children.edit", unit=row.unit_id, reason=reason.strip())
    return row


@transaction.atomic
def move_child(*, user: Any, child: Child, unit: Any, village: Any = None, on: datetime.date) -> Child:
    """The child lives in another commune from the day on: the residence closes, a new one opens, the file follows."""
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    if on > today():
        raise Refusal(_("Ngày chuyển không thể sau hôm nay."), field="on")
    if not unit.valid.lower <= on or (unit.valid.upper and on >= unit.valid.upper):
        raise Refusal(
            _("Đơn vị %(unit)s không tồn tại vào ngày này. Hãy chọn đơn vị đúng của ngày chuyển.")
            % {"unit": unit.title},
            field="unit",
        )
    last = row.residences.order_by("-valid").first()
    if last and last.valid.lower >= on:
        raise Refusal(
            _("Ngày chuyển phải sau ngày trẻ đến ở nơi hiện tại (%(day)s).")
            % {"day": last.valid.lower.strftime("%d/%m/%Y")},
            field="on",
        )
    place_child(row, unit=unit, village=village, on=on)
    record(user, "child.move", row, right="children.edit", unit=unit, to=unit.code)
    row.refresh_from_db()
    return row


def place_child(child: Child, *, unit: Any, village: Any, on: datetime.date) -> None:
    """Close the last residence on the day and open the next; the database lets the file follow."""
    last = child.residences.order_by("-valid").first()
    if last:
        last.valid = (last.valid.lower, on)
        last.save(update_fields=["valid"])
    Residence.objects.create(child=child, unit=unit, village=village, valid=(on, None))
