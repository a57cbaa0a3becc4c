"""The household a child lives in, its adults and its poverty category by year."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from children.models.reference import PovertyCategory
from lao_cai_support.areas.models import AdministrativeUnit, Village
from lao_cai_support.web.codes import CodeField


class Fold(Func):
    """The database's own folding: marks off, small letters (see web/migrations/0001_extensions)."""

    function = "vn_fold"
    output_field = models.CharField()


class Household(models.Model):
    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="households")
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, related_name="households")
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("hộ gia đình")


class Relation(models.TextChoices):
    FATHER = "father", _("cha")
    MOTHER = "mother", _("mẹ")
    GRANDPARENT = "grandparent", _("ông, bà")
    RELATIVE = "relative", _("người thân")
    CARER = "carer", _("người chăm sóc")


class Guardian(models.Model):
    """A parent or carer of the household's children."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="guardians")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    folded = models.GeneratedField(
        expression=Fold(F("full_name")), output_field=models.CharField(max_length=120), db_persist=True
    )
    relation = models.CharField(_("quan hệ"), max_length=12, choices=Relation.choices)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    deceased = models.BooleanField(_("đã mất"), default=False)

    class Meta:
        verbose_name = _("cha, mẹ, người chăm sóc")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "relation"],
                condition=Q(relation__in=["father", "mother"]),
                name="guardian_one_parent_each",
            ),
            models.CheckConstraint(name="guardian_relation_value", condition=Q(relation__in=Relation.values)),
        ]
        indexes = [GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="guardian_folded_trgm")]

    def __str__(self) -> str:
        return self.full_name


class PovertyRecord(models.Model):
    """A household's category in a year: poverty is never a yes or no on the child."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="poverty")
    year = models.PositiveSmallIntegerField(_("năm"))
    category = models.ForeignKey(PovertyCategory, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("diện hộ theo năm")
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="poverty_once_a_year")]
