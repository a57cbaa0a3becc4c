"""What a donor restricts: made once, refused when nothing could ever fit it (design: matching format, ``only``)."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from children.models import CircumstanceKind, EthnicGroup, Item, Need, SupportArea
from children.models.child import Sex
from donors.models import Earmark, Pledge
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

OLDEST = 16  # Luật Trẻ em 102/2016/QH13, Điều 1: a child is under 16; support ends on that birthday
_LOOKED_AT = 2000  # needs whose child's age is asked; beyond that some will fit


def make_earmark(**terms: Any) -> Earmark | None:
    """An earmark of the given terms (see the model), or None when they restrict nothing."""
    given = {key: value for key, value in terms.items() if value not in (None, "", [])}
    restricting = set(given) - {"leftover"}
    return Earmark.objects.create(**given) if restricting else None


def check_terms(terms: dict[str, Any], *, item: Item | None, available_from: datetime.date) -> None:
    """Refuse terms that contradict each other or the gift, so that no need could ever be served: each with a
    sentence that says what to do, at its field."""
    first, last = terms.get("age_from"), terms.get("age_to")
    if first is not None and last is not None and first > last:
        raise Refusal(_("Tuổi đầu không thể lớn hơn tuổi cuối."), field="age_to")
    if first is not None and first > OLDEST:
        raise Refusal(_("Cổng chỉ phục vụ trẻ em đến %(age)s tuổi. Hãy sửa tuổi.") % {"age": OLDEST}, field="age_from")
    until = terms.get("use_until")
    if until and until < today():
        raise Refusal(_("Hạn dùng của khoản này đã qua. Hãy thống nhất lại hạn với nhà tài trợ."), field="use_until")
    if until and until < available_from:
        raise Refusal(
            _("Khoản này phải dùng xong trước khi có. Hãy lùi hạn dùng hoặc nhận sớm hơn."), field="use_until"
        )
    _check_known(terms)
    _check_items(terms, item)
    _check_places(terms)


def _check_known(terms: dict[str, Any]) -> None:
    """Codes that stand in no list fit nothing; a sealed circumstance is nobody's to choose by."""
    known = {
        "areas": ("only_areas", SupportArea.objects.all()),
        "items": ("only_items", Item.objects.all()),
        "ethnic_groups": ("only_ethnic_group", EthnicGroup.objects.all()),
        "circumstances": ("only_circumstance", CircumstanceKind.objects.filter(sealed=False)),
    }
    for key, (field, rows) in known.items():
        asked = set(terms.get(key) or ())
        unknown = asked - set(rows.filter(pk__in=asked).values_list("pk", flat=True)) if asked else ()
        if unknown:
            told = {"codes": ", ".join(sorted(unknown))}
            raise Refusal(_("Không có mục %(codes)s trong danh mục. Hãy chọn lại.") % told, field=field)
    if set(terms.get("sexes") or ()) - {Sex.MALE, Sex.FEMALE}:
        raise Refusal(_("Hãy chọn nam hoặc nữ."), field="only_sex")


def _check_items(terms: dict[str, Any], item: Item | None) -> None:
    areas, items = terms.get("areas") or [], terms.get("items") or []
    if item and areas and item.area_id not in areas:
        told = {"item": item, "area": item.area}
        raise Refusal(
            _(
                "“%(item)s” thuộc lĩnh vực “%(area)s”, ngoài các lĩnh vực được chỉ định. Hãy thêm lĩnh vực đó hoặc bỏ trống."
            )
            % told,
            field="only_areas",
        )
    if item and items and item.pk not in items:
        raise Refusal(
            _("Hiện vật hứa tặng không nằm trong các mặt hàng được chỉ định. Hãy thêm “%(item)s” hoặc bỏ trống.")
            % {"item": item},
            field="only_items",
        )
    if areas and items and not Item.objects.filter(pk__in=items, area__in=areas).exists():
        raise Refusal(
            _("Không mặt hàng nào được chỉ định thuộc lĩnh vực được chỉ định. Hãy bỏ một trong hai."),
            field="only_items",
        )


def _check_places(terms: dict[str, Any]) -> None:
    """A place is one of a day: what no longer is has its successors."""
    for path in terms.get("places") or ():
        code = path.rpartition(".")[2]
        if not AdministrativeUnit.objects.as_of(today()).filter(path=path, code=code).exists():
            raise Refusal(
                _("Nơi được chỉ định nay không còn là một đơn vị. Hãy chọn đơn vị kế thừa."), field="only_place"
            )


def fitting_needs(pledge: Pledge) -> int:
    """How many needs that nobody serves yet the pledge could serve, as its terms are; at most a few thousand are
    looked at."""
    mark = pledge.earmark
    needs = Need.objects.unmet().filter(needed_by__gte=max(pledge.available_from, today()))
    if pledge.item_id:
        needs = needs.filter(item=pledge.item_id)
        if pledge.sizes:
            needs = needs.filter(size__in=[*pledge.sizes, ""])
    if mark:
        for key, field in (
            ("areas", "item__area__in"),
            ("items", "item__in"),
            ("sexes", "child__sex__in"),
            ("ethnic_groups", "child__ethnic_group__in"),
        ):
            if getattr(mark, key):
                needs = needs.filter(**{field: getattr(mark, key)})
        if mark.places:
            within = Q(pk__in=[])
            for path in mark.places:
                within |= Q(unit__path=path) | Q(unit__path__startswith=f"{path}.")
            needs = needs.filter(within)
        if mark.circumstances:
            held = Q(pk__in=[])
            for code in mark.circumstances:
                held |= Q(child__circumstances__kind=code) | Q(child__circumstances__kind__code__startswith=f"{code}.")
            needs = needs.filter(held, child__circumstances__valid__contains=today()).distinct()
    if mark is None or (mark.age_from is None and mark.age_to is None):
        return needs.count()
    low, high = mark.age_from or 0, OLDEST if mark.age_to is None else mark.age_to
    rows = needs.filter(child__isnull=False).select_related("child")[:_LOOKED_AT]
    return sum(low <= need.child.age_on(today()) <= high for need in rows if need.child)
