"""What was measured or attested about a child's body, each with its day: never a timeless yes or no."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from children.growth import Growth, growth_measured
from children.models.child import Child
from children.models.reference import DisabilityDegree
from lao_cai_support.web.codes import CodeField


class Nutrition(models.TextChoices):
    """What a health worker concluded."""

    NORMAL = "normal", _("bình thường")
    UNDERWEIGHT = "underweight", _("suy dinh dưỡng thể nhẹ cân")
    STUNTED = "stunted", _("suy dinh dưỡng thể thấp còi")
    WASTED = "wasted", _("suy dinh dưỡng thể gầy còm")
    OVERWEIGHT = "overweight", _("thừa cân, béo phì")


class Position(models.TextChoices):
    """How length or height was taken; empty: as is usual, lying under two years and standing from then on."""

    LYING = "lying", _("nằm")
    STANDING = "standing", _("đứng")


class Measurement(models.Model):
    """Body and sizes as measured on a day. Weight in grams, height in millimetres: whole numbers, no rounding later."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="measurements")
    on = models.DateField(_("ngày đo"))
    weight_g = models.PositiveIntegerField(_("cân nặng"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("chiều cao"), null=True, blank=True)
    cloth_size = models.CharField(_("cỡ áo"), max_length=5, blank=True)
    shoe_size = models.CharField(_("cỡ giày"), max_length=5, blank=True)
    position = models.CharField(
        _("cách đo"), max_length=8, choices=Position.choices, blank=True, default="", db_default=""
    )
    nutrition = models.CharField(_("dinh dưỡng"), max_length=12, choices=Nutrition.choices, blank=True)
    illness = models.CharField(_("bệnh, dị tật"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn = models.BooleanField(_("đã hủy"), default=False)  # written by mistake: kept, not shown

    class Meta:
        verbose_name = _("lần đo sức khỏe")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="measurement_says_something",
                condition=Q(weight_g__isnull=False)
                | Q(height_mm__isnull=False)
                | ~Q(cloth_size="", shoe_size="", nutrition="", illness=""),
            ),
            models.CheckConstraint(
                name="measurement_weight_range",
                condition=Q(weight_g__isnull=True) | Q(weight_g__gte=500, weight_g__lte=150_000),
            ),
            models.CheckConstraint(
                name="measurement_height_range",
                condition=Q(height_mm__isnull=True) | Q(height_mm__gte=250, height_mm__lte=2_200),
            ),
            models.CheckConstraint(
                name="measurement_nutrition_value", condition=Q(nutrition__in=["", *Nutrition.values])
            ),
            models.CheckConstraint(name="measurement_position_value", condition=Q(position__in=["", *Position.values])),
        ]

    @property
    def kilograms(self) -> str:
        return tenths((self.weight_g or 0) // 100)

    @property
    def centimetres(self) -> str:
        return tenths(self.height_mm or 0)

    @cached_property
    def growth(self) -> Growth:
        """What the WHO's tables say of this measurement."""
        return growth_measured(self)


def tenths(number: int) -> str:
    """245 → "24.5" with the reader's own decimal sign; no ".0"."""
    whole, tenth = divmod(number, 10)
    return f"{whole}{formats.get_format('DECIMAL_SEPARATOR')}{tenth}" if tenth else str(whole)


class DisabilityFinding(models.Model):
    """A degree of disability found by the commune's board (TT 01/2019); the newest one is in force.

    Without a certificate the degree is MD0, and such a child is not counted in HC04. A finding is never edited:
    a mistake is withdrawn, a new paper is a new row.
    """

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="disabilities")
    types = ArrayField(models.CharField(max_length=3), verbose_name=_("dạng khuyết tật"))
    degree = models.ForeignKey(DisabilityDegree, models.PROTECT, related_name="+", verbose_name=_("mức độ"))
    certificate_no = models.CharField(_("số giấy xác nhận"), max_length=40, blank=True)
    on = models.DateField(_("ngày cấp"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn = models.BooleanField(_("đã hủy"), default=False)

    class Meta:
        verbose_name = _("xác nhận khuyết tật")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="disability_degree_by_certificate",
                condition=Q(degree="MD0", certificate_no="") | (~Q(degree="MD0") & ~Q(certificate_no="")),
            ),
            models.CheckConstraint(name="disability_has_types", condition=Q(types__len__gte=1)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_withdrawn",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("types", "degree", "certificate_no", "on"),
                func="RAISE EXCEPTION 'a finding is withdrawn, never edited';",
            )
        ]


class Review(models.Model):
    """The yearly look at a child (plan V.1, indicator K1): reviewed on a day, with or without a need of support."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="reviews")
    on = models.DateField(_("ngày rà soát"))
    needs_support = models.BooleanField(_("cần hỗ trợ"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lần rà soát")
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["child", "on"], name="review_once_a_day")]
