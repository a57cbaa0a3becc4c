"""Where the cold comes first: bands of the province and what is due before which day of the year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from children.models.reference import ReferenceEntry
from lao_cai_support.areas.models import AdministrativeUnit


class ColdBand(ReferenceEntry):
    """A band of altitude; ``due`` and ``listed`` are days of the year as "11-15" (month-day)."""

    due = models.CharField(_("cần trước ngày"), max_length=5)
    listed = models.CharField(_("danh sách xong trước ngày"), max_length=5)
    frost = models.BooleanField(_("rét đậm, sương muối"), default=False)

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("vùng rét")

    @property
    def due_words(self) -> str:
        return day_month(self.due)

    @property
    def listed_words(self) -> str:
        return day_month(self.listed)


class CommuneBand(models.Model):
    """The band of a commune; a merged commune stands in the coldest band of those it came from."""

    unit = models.OneToOneField(AdministrativeUnit, models.CASCADE, related_name="cold")
    band = models.ForeignKey(ColdBand, models.PROTECT, related_name="communes", verbose_name=_("vùng rét"))
    # Why the province put it there; empty as long as the official list says where it stands.
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("vùng rét của xã")

    def __str__(self) -> str:
        return str(self.band)


def day_month(month_day: str) -> str:
    """ "11-15" → "15/11"."""
    month, day = month_day.split("-")
    return f"{day}/{month}"
