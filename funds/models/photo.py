"""Pictures of a delivery: only of children whose consent holds, or of goods alone."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from children.models import Child
from funds.models.distribution import Sheet
from funds.models.fund import NO_TRUNCATE
from lao_cai_support.web.codes import CodeField


class SheetPhoto(models.Model):
    """A picture taken at a delivery; ``children`` are those to be seen in it, nobody: goods and grown-ups alone.

    Whether it may be looked at is asked each time: a consent that was withdrawn hides it.
    """

    code = CodeField(unique=True)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="photos")
    stored = models.CharField(max_length=120)
    children = models.ManyToManyField(Child, related_name="delivery_photos", blank=True)
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)
    taken_on = models.DateField(_("ngày chụp"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ảnh cấp phát")
        ordering = ["pk"]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="stays", operation=pgtrigger.Update)]
