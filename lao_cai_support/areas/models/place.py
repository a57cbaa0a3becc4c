"""Villages and schools: where children live and learn."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lao_cai_support.areas.models.unit import AdministrativeUnit
from lao_cai_support.areas.querysets import PlaceQuerySet
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.text import fold, sort_key


class Place(models.Model):
    """What a village and a school share: a name inside a commune."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, verbose_name=_("xã"), related_name="%(class)ss")
    name = models.CharField(_("tên"), max_length=120)
    folded = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=260, editable=False)

    objects: ClassVar = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.folded, self.sort_key = fold(self.name), sort_key(self.name)
        super().save(*args, **kwargs)


class Village(Place):
    """A village, hamlet or residential group (thôn, bản, tổ dân phố)."""

    special_difficulty = models.BooleanField(_("thôn đặc biệt khó khăn"), default=False)
    source = models.TextField(blank=True)

    class Meta(Place.Meta):
        verbose_name = _("thôn, bản")
        # By the name as written: Tổ Sa Pa 1 and Tổ Sa Pả 1 of one ward are two places.
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="village_once_per_unit")]


class SchoolLevel(models.TextChoices):
    PRESCHOOL = "preschool", _("mầm non")
    PRIMARY = "primary", _("tiểu học")
    LOWER_SECONDARY = "lower_secondary", _("trung học cơ sở")
    PRIMARY_LOWER_SECONDARY = "primary_lower_secondary", _("tiểu học và trung học cơ sở")
    UPPER_SECONDARY = "upper_secondary", _("trung học phổ thông")


class School(Place):
    """A school; a school point (điểm trường) names its main school."""

    level = models.CharField(_("cấp học"), max_length=30, choices=SchoolLevel.choices)
    boarding = models.BooleanField(_("bán trú hoặc nội trú"), default=False)
    main_school = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="points")

    class Meta(Place.Meta):
        verbose_name = _("trường học")
        constraints = [
            models.UniqueConstraint(fields=["unit", "folded", "level"], name="school_once_per_unit"),
            models.CheckConstraint(name="school_level_value", condition=Q(level__in=SchoolLevel.values)),
        ]
        indexes = [GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="school_folded_trgm")]
