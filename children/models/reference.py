"""Official lists the register leans on; loaded by ``load_reference``, never edited by hand."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from children.querysets.household import PovertyCategoryQuerySet


class ReferenceEntry(models.Model):
    """A code with its Vietnamese and English name and its source."""

    code = models.CharField(_("mã"), max_length=10, primary_key=True)
    name_vi = models.CharField(_("tên"), max_length=255)
    name_en = models.CharField(max_length=255, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name_vi


class EthnicGroup(ReferenceEntry):
    """A people. ``code`` is the list of 1979, ``census_code`` the census list: they disagree from 04 on,
    so lists are matched by name first (domain/children 3.3)."""

    other_names = ArrayField(models.CharField(max_length=60), default=list)
    census_code = models.CharField(max_length=2)

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("dân tộc")


class CircumstanceKind(ReferenceEntry):
    """A group of special circumstances (HC…, Luật Trẻ em Art. 10) or of risk (NC…)."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    # HIV, law, drugs, violence, exploitation, sexual abuse, trafficking, parent with HIV: seen only by a named grant.
    sealed = models.BooleanField(_("niêm phong"), default=False)

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("nhóm hoàn cảnh")


NOT_REVIEWED = "CX"  # the category that says nothing yet


class PovertyCategory(ReferenceEntry):
    """A household category under one poverty standard; the standard's years are part of it."""

    area = models.CharField(_("khu vực"), max_length=10)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    poor = models.BooleanField(_("nghèo"), default=False)
    near_poor = models.BooleanField(_("cận nghèo"), default=False)

    objects: ClassVar = PovertyCategoryQuerySet.as_manager()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("diện hộ")


class DisabilityType(ReferenceEntry):
    """A kind of disability (Luật Người khuyết tật 51/2010 Art. 3)."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("dạng khuyết tật")


class DisabilityDegree(ReferenceEntry):
    """How severe: MD1 especially severe, MD2 severe, MD3 mild, MD0 not determined (does not count in HC04)."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("mức độ khuyết tật")
