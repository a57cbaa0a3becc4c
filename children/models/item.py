"""What may be given: areas of support, items, prices per year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from children.models.reference import ReferenceEntry
from lao_cai_support.web.money import VndField


class SupportArea(ReferenceEntry):
    """One of the plan's four areas of support, or the area outside the plan (``in_plan`` false)."""

    in_plan = models.BooleanField(_("thuộc kế hoạch"), default=True)

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("lĩnh vực hỗ trợ")


class SizeKind(models.TextChoices):
    NONE = "", _("không có cỡ")
    CLOTH = "cloth", _("cỡ áo quần (chiều cao, cm)")
    SHOE = "shoe", _("cỡ giày")
    SML = "sml", _("S/M/L")


SIZES: dict[str, tuple[str, ...]] = {
    "": (),
    "cloth": tuple(str(height) for height in range(80, 171, 10)),
    "shoe": tuple(str(size) for size in range(20, 43)),
    "sml": ("S", "M", "L"),
}


class Item(ReferenceEntry):
    """One kind of support with its unit; ``is_money`` when the unit is the đồng itself."""

    area = models.ForeignKey(SupportArea, models.PROTECT, related_name="items", verbose_name=_("lĩnh vực"))
    unit_vi = models.CharField(_("đơn vị tính"), max_length=30)
    unit_en = models.CharField(max_length=30, blank=True)
    size_kind = models.CharField(_("cỡ"), max_length=10, choices=SizeKind.choices, blank=True)
    is_money = models.BooleanField(default=False)
    perishable = models.BooleanField(_("có hạn dùng"), default=False)
    for_group = models.BooleanField(_("cho tập thể"), default=False)
    # Winter goods are due before a day of the year, as "11-15" (month-day).
    season_deadline = models.CharField(max_length=5, blank=True)

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("mặt hàng hỗ trợ")

    @property
    def unit(self) -> str:
        return self.unit_en if self.unit_en and get_language() == "en" else self.unit_vi

    @property
    def sizes(self) -> tuple[str, ...]:
        return SIZES[self.size_kind]


class ItemPrice(models.Model):
    """What one unit of an item costs in a year, with its source: the one unit value used for needs and matching."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="prices")
    year = models.PositiveSmallIntegerField(_("năm"))
    unit_value = VndField(_("đơn giá"))
    source = models.TextField(blank=True)

    class Meta:
        verbose_name = _("đơn giá")
        constraints = [
            models.UniqueConstraint(fields=["item", "year"], name="item_price_once_a_year"),
            models.CheckConstraint(name="item_price_positive", condition=Q(unit_value__gt=0)),
        ]


class ItemSubstitute(models.Model):
    """An item that serves as well: one piece of ``substitute`` stands for one of ``item``."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="substitutes")
    substitute = models.ForeignKey(Item, models.CASCADE, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("mặt hàng tương đương")
        constraints = [
            models.UniqueConstraint(fields=["item", "substitute"], name="item_substitute_once"),
            models.CheckConstraint(name="item_substitute_another", condition=~Q(item=F("substitute"))),
        ]
