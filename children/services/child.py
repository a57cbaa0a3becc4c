"""Acts on a child's file: register, edit, move, end, open and end circumstances."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.ages import is_child
from children.models import Child, CircumstanceKind, CircumstanceSpell, Guardian, Household, PovertyRecord, Residence
from children.models.child import CHILD_MOVES, ChildState
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
    "personal_id",
    "ethnic_group",
    "school",
    "class_name",
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
    **fields: Any,
) -> Child:
    """Open a child's file in the commune, as a draft, with its household and its first residence.

    ``fields`` are OWN_FIELDS; ``poverty`` is the household's category of this year. Raises Refusal at the field.
    """
    require(user, "children.edit", unit=unit)
    day = today()
    fields["birth_year"] = check_birth(fields.get("date_of_birth"), fields.get("birth_year"))
    fields["full_name"] = name_case(fields["full_name"])
    fields["personal_id"] = fields.get("personal_id") or None
    household = Household.objects.create(unit=unit, village=village)
    _set_guardians(household, father=father, mother=mother, carer=carer)
    if poverty:
        PovertyRecord.objects.create(household=household, year=day.year, category=poverty)
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
    Residence.objects.create(child=child, unit=unit, village=village, valid=(min(day, _born(child)), None))
    record(user, "child.register", child, right="children.edit", unit=unit)
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


def lock_child(child: Child) -> Child:
    """The child's row, locked for this transaction."""
    return Child.objects.select_for_update().get(pk=child.pk)


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
    **fields: Any,
) -> Child:
    """Change a child's own fields. ``version`` is the one the form was opened with.

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
    fields["birth_year"] = _checked_birth(row, fields.get("date_of_birth"), fields.get("birth_year"))
    fields["full_name"] = nfc(fields["full_name"])
    fields["personal_id"] = fields.get("personal_id") or None
    changed = [name for name in OWN_FIELDS if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    if row.household is None:
        row.household = Household.objects.create(unit_id=row.unit_id, village=village)
    if _set_guardians(row.household, father=father, mother=mother, carer=carer):
        changed.append("guardians")
    if poverty and not row.household.poverty.filter(year=today().year, category=poverty).exists():
        PovertyRecord.objects.update_or_create(
            household=row.household, year=today().year, defaults={"category": poverty}
        )
        changed.append("poverty")
    if village != row.village:
        open_residence = row.residences.filter(valid__endswith=None).first()
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
    return row


@transaction.atomic
def end_child(*, user: Any, child: Child, reason: str, on: datetime.date) -> Child:
    """Close a file (aged 16, moved away, adopted, died, entered by mistake); open circumstances end with it."""
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    check_move(CHILD_MOVES, row.state, ChildState.ENDED, labels=_LABELS)
    if on > today():
        raise Refusal(_("Ngày kết thúc không thể sau hôm nay."), field="on")
    if row.needs.filter(state__in=["open", "approved", "published"], reserved__gt=0).exists():
        raise Refusal(
            _("Trẻ đang có nhu cầu được giữ chỗ. Hãy hủy phân bổ hoặc ghi nhận đã trao trước khi kết thúc hồ sơ.")
        )
    row.state, row.ended_on, row.end_reason = ChildState.ENDED, on, reason
    row.version += 1
    row.save()
    for spell in row.circumstances.filter(valid__endswith=None):
        spell.valid = (spell.valid.lower, max(on, spell.valid.lower + datetime.timedelta(days=1)))
        spell.save(update_fields=["valid"])
    row.needs.filter(state__in=["open", "approved", "published"], reserved=0, delivered=0).update(state="withdrawn")
    record(user, "child.end", row, right="children.edit", unit=row.unit_id, reason=reason)
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
    if last:
        last.valid = (last.valid.lower, on)
        last.save(update_fields=["valid"])
    Residence.objects.create(child=row, unit=unit, village=village, valid=(on, None))
    record(user, "child.move", row, right="children.edit", unit=unit, to=unit.code)
    row.refresh_from_db()
    return row


@transaction.atomic
def open_circumstance(
    *, user: Any, child: Child, kind: CircumstanceKind, since: datetime.date, evidence: str = ""
) -> CircumstanceSpell:
    """A circumstance holds from the day on. HC04 needs the commune board's certificate (TT 01/2019 Art. 2)."""
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    if since > today():
        raise Refusal(_("Ngày bắt đầu không thể sau hôm nay."), field="since")
    if kind.code.startswith("HC04") and not evidence.strip():
        raise Refusal(_("Trẻ khuyết tật cần số giấy xác nhận mức độ khuyết tật của xã."), field="evidence")
    try:
        with transaction.atomic():
            spell = CircumstanceSpell.objects.create(
                child=row, kind=kind, valid=DateRange(since, None), evidence=evidence
            )
    except IntegrityError:
        raise Refusal(_("Trẻ đã có hoàn cảnh này trong cùng thời gian."), field="kind") from None
    record(user, "child.circumstance", row, right="children.edit", unit=row.unit_id, fields=["circumstances"])
    return spell


@transaction.atomic
def end_circumstance(*, user: Any, spell: CircumstanceSpell, last_day: datetime.date) -> CircumstanceSpell:
    """The circumstance held until the day, the day included."""
    child = lock_child(spell.child)
    require(user, "children.edit", unit=child.unit_id)
    if last_day < spell.valid.lower:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu."), field="last_day")
    spell.valid = DateRange(spell.valid.lower, last_day + datetime.timedelta(days=1))
    spell.save(update_fields=["valid"])
    record(user, "child.circumstance_end", child, right="children.edit", unit=child.unit_id, fields=["circumstances"])
    return spell
