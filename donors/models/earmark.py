"""What a donor restricted: shared by pledge, receipt, lot and ledger; never edited, only replaced."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lao_cai_support.web.codes import CodeField


def _codes() -> ArrayField:
    return ArrayField(models.CharField(max_length=20), default=list, blank=True)


class Earmark(models.Model):
    """Lists are alternatives within a key and all keys must hold; an empty list restricts nothing.

    ``places`` are unit paths (``10.085``), which cover everything below them; the rest are codes.
    """

    class Leftover(models.TextChoices):
        SAME = "same", _("dùng tiếp cho cùng mục đích")
        ASK = "ask", _("hỏi lại nhà tài trợ")
        GENERAL = "general", _("dùng cho mục đích khác, vào quỹ chung")
        RETURN = "return", _("trả lại nhà tài trợ")

    code = CodeField(unique=True)
    places = _codes()
    areas = _codes()
    items = _codes()
    sexes = _codes()
    ethnic_groups = _codes()
    circumstances = _codes()
    age_from = models.PositiveSmallIntegerField(_("từ tuổi"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("đến tuổi"), null=True, blank=True)
    use_until = models.DateField(_("dùng trước ngày"), null=True, blank=True)
    purpose = models.CharField(_("mục đích ghi trong thỏa thuận"), max_length=300, blank=True)
    leftover = models.CharField(_("phần còn lại"), max_length=10, choices=Leftover.choices, default=Leftover.ASK)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        verbose_name = _("chỉ định của nhà tài trợ")
        constraints = [
            models.CheckConstraint(
                name="earmark_ages_ordered",
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=models.F("age_to")),
            ),
            models.CheckConstraint(
                name="earmark_leftover_value", condition=Q(leftover__in=["same", "ask", "general", "return"])
            ),
        ]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]
