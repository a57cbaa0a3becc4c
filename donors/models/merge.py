"""Two records of one giver become one: what was moved is kept, so that it can be taken back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models.donor import Donor
from lao_cai_support.web.codes import CodeField


class DonorMerge(models.Model):
    """``moved`` is kind of record → ids that now stand with ``kept``; ``left`` the same for those that the books keep
    under the old name; ``filled`` fields that ``kept`` took over, each with what it held; ``pledges`` id → state and
    allocated value at that moment: a pledge that has gone on since is not taken back."""

    code = CodeField(unique=True)
    kept = models.ForeignKey(Donor, models.PROTECT, related_name="merges", verbose_name=_("hồ sơ giữ lại"))
    gone = models.ForeignKey(Donor, models.PROTECT, related_name="merges_away", verbose_name=_("hồ sơ đã gộp"))
    moved = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    pledges = models.JSONField(default=dict)
    told = models.JSONField(default=list)
    reason = models.CharField(_("lý do"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(_("ngày"))
    undone_on = models.DateField(_("ngày hoàn tác"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("lần gộp nhà tài trợ")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="donor_merge_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(name="donor_merge_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="donor_merge_undone_by_someone",
                condition=Q(undone_on__isnull=True, undone_by__isnull=True)
                | Q(undone_on__isnull=False, undone_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_on__isnull=True), name="donor_merged_away_once"
            ),
        ]
