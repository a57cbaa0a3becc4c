"""Acts on a household: edit it for all its children at once, let a child join one or leave it; poverty by year."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Child, Guardian, Household, PovertyRecord
from children.models.reference import NOT_REVIEWED
from children.services.poverty import follow_poverty
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import name_case, nfc

ADULT_FIELDS = ("relation", "full_name", "birth_year", "job", "phone", "deceased", "status", "personal_id", "head")
PARENTS = ("father", "mother")


def lock_household(household: Household) -> Household:
    return Household.objects.select_for_update(no_key=True).get(pk=household.pk)


def siblings_of(child: Child) -> Any:
    """The other children of the household whose file is not ended, youngest last."""
    if child.household_id is None:
        return Child.objects.none()
    return (
        Child.objects.filter(household=child.household_id)
        .on_register()
        .exclude(pk=child.pk)
        .order_by("birth_year", "date_of_birth", "pk")
    )


@transaction.atomic
def edit_household(
    *,
    user: Any,
    household: Household,
    version: int,
    village: Any = None,
    number: str = "",
    address: str = "",
    phone: str = "",
    adults: Iterable[dict[str, Any]] = (),
    poverty: Any = None,
) -> Household:
    """Change what the household's children share. ``version`` is the one the form was opened with.

    ``adults`` are all that stand in it from now on, each with ADULT_FIELDS and ``pk`` of the one it corrects;
    whoever is missing is removed. ``poverty`` is the category of this year. Raises Refusal when someone else saved
    meanwhile, for two fathers or two mothers, and for two heads.
    """
    row = lock_household(household)
    require(user, "children.edit", unit=row.unit_id)
    if row.version != version:
        raise Refusal(
            _("Hộ này vừa được người khác sửa. Những gì bạn gõ còn ở dưới; hãy so với trang của hộ rồi lưu lại."),
            code="version",
        )
    told = {
        "number": number.strip(),
        "address": nfc(address),
        "phone": phone,
        "village_id": getattr(village, "pk", None),
    }
    changed = {name.removesuffix("_id") for name, value in told.items() if getattr(row, name) != value}
    for name, value in told.items():
        setattr(row, name, value)
    if set_adults(row, adults):
        changed.add("guardians")
    if poverty and set_poverty(user=user, household=row, year=today().year, category=poverty):
        changed.add("poverty")
    row.version += 1
    row.save()
    record(user, "household.edit", row, right="children.edit", unit=row.unit_id, fields=changed)
    return row


def set_adults(household: Household, adults: Iterable[dict[str, Any]]) -> bool:
    """Make the household's adults exactly these; gives whether anything changed. The caller holds the lock."""
    adults = [{**adult, "full_name": name_case(adult["full_name"])} for adult in adults]
    for parent in PARENTS:
        if sum(1 for adult in adults if adult["relation"] == parent) > 1:
            raise Refusal(
                _("Một hộ chỉ có một cha và một mẹ. Hãy chọn quan hệ khác cho người còn lại."), code="two_parents"
            )
    if sum(1 for adult in adults if adult.get("head")) > 1:
        raise Refusal(_("Một hộ chỉ có một chủ hộ. Hãy bỏ dấu ở người còn lại."), code="two_heads")
    held = {guardian.pk: guardian for guardian in household.guardians.all()}
    kept = {adult["pk"] for adult in adults if adult.get("pk") in held}
    gone = held.keys() - kept
    changed = bool(gone)
    Guardian.objects.filter(pk__in=gone).delete()
    written = []
    for adult in adults:
        guardian = held.get(adult.get("pk") or 0) or Guardian(household=household)
        values = {name: adult[name] for name in ADULT_FIELDS if name in adult}
        if guardian.pk is None or any(getattr(guardian, name) != value for name, value in values.items()):
            written.append((guardian, values))
    # Who gives up a place (father, mother, head) comes before who takes it; two who change places meet in between.
    written.sort(key=lambda pair: (pair[1].get("head", False), pair[1]["relation"] in PARENTS))
    leaving = [
        guardian.pk
        for guardian, values in written
        if guardian.pk and guardian.relation in PARENTS and values["relation"] in PARENTS
        if guardian.relation != values["relation"]
    ]
    Guardian.objects.filter(pk__in=leaving).update(relation="relative")
    for guardian, values in written:
        for name, value in values.items():
            setattr(guardian, name, value)
        guardian.save()
    return changed or bool(written)


def set_poverty(*, user: Any, household: Household, year: int, category: Any) -> bool:
    """Write the household's category of a year; gives whether it changed.

    HC13 holds only while the household is poor (HC13.01) or near-poor (HC13.02): when this year's category says
    otherwise the spell ends and the fitting one, or NC07, begins (domain/children 1.2). The caller asks the right.
    """
    held = household.poverty.select_for_update(no_key=True).filter(year=year).first()
    if held and held.category_id == category.pk:
        return False
    if held:
        held.category = category
        held.save(update_fields=["category"])
    else:
        PovertyRecord.objects.create(household=household, year=year, category=category)
    if year == today().year and category.pk != NOT_REVIEWED:
        for entry in follow_poverty([household.pk]):
            child = Child.objects.get(code=entry["child"])
            record(
                user,
                "child.left_poverty",
                child,
                right="children.edit",
                unit=child.unit_id,
                fields=["circumstances"],
                detail={"ended": entry["kind"], "opened": entry["opens"]},
            )
    return True


@transaction.atomic
def join_household(*, user: Any, child: Child, household: Household) -> Child:
    """The child shares a household that exists in its commune: parents, address, poverty are the household's from now on."""
    row = Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    target = lock_household(household)
    require(user, "children.edit", unit=row.unit_id)
    if target.unit_id != row.unit_id:
        raise Refusal(_("Hộ này ở xã khác. Hãy chọn một hộ trong xã của trẻ."), field="household")
    if target.pk == row.household_id:
        raise Refusal(_("Trẻ đang ở hộ này rồi."), field="household")
    row.household = target
    row.version += 1
    row.updated_on = today()
    row.save(update_fields=["household", "version", "updated_on"])
    record(user, "child.join_household", row, right="children.edit", unit=row.unit_id, fields=["household"])
    return row


@transaction.atomic
def split_household(*, user: Any, child: Child) -> Child:
    """The child gets a household of its own, a copy of the shared one that then goes its own way."""
    row = Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    require(user, "children.edit", unit=row.unit_id)
    if row.household is None or not siblings_of(row).exists():
        raise Refusal(_("Trẻ không ở chung hộ với trẻ nào khác trong sổ."), code="alone")
    row.household = copy_household(row.household, unit_id=row.unit_id, village_id=row.village_id)
    row.version += 1
    row.updated_on = today()
    row.save(update_fields=["household", "version", "updated_on"])
    record(user, "child.split_household", row, right="children.edit", unit=row.unit_id, fields=["household"])
    return row


def copy_household(household: Household, *, unit_id: int, village_id: int | None) -> Household:
    """A household with the same adults and poverty, in the unit."""
    same_place = household.unit_id == unit_id
    copy = Household.objects.create(
        unit_id=unit_id,
        village_id=village_id,
        address=household.address if same_place else "",
        phone=household.phone,
    )
    Guardian.objects.bulk_create(
        Guardian(household=copy, **{name: getattr(guardian, name) for name in ADULT_FIELDS})
        for guardian in household.guardians.all()
    )
    PovertyRecord.objects.bulk_create(
        PovertyRecord(household=copy, year=poverty.year, category_id=poverty.category_id)
        for poverty in household.poverty.all()
    )
    return copy


def current_poverty(household: Household | None, day: datetime.date) -> PovertyRecord | None:
    """The household's record of the day's year, or None."""
    if household is None:
        return None
    return household.poverty.filter(year=day.year).select_related("category").first()
