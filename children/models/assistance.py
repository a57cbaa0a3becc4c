"""Monthly social assistance of the State (NĐ 20/2021 Art. 5): what a child is already entitled to."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.health import tenths
from lao_cai_support.web.codes import CodeField


class AssistanceClause(models.TextChoices):
    """The clauses of Art. 5 that a child can fall under. Clause 3 names HIV: it stands in the sealed file alone."""

    NO_SUPPORT = "1", _("khoản 1: dưới 16 tuổi không có nguồn nuôi dưỡng")
    STUDYING = "2", _("khoản 2: thuộc khoản 1, đủ 16 tuổi và còn đi học")
    DISABLED = "6", _("khoản 6: khuyết tật nặng, đặc biệt nặng")
    UNDER_3 = "7", _("khoản 7: dưới 3 tuổi, hộ nghèo, cận nghèo, nơi đặc biệt khó khăn")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="AssistanceEvent")
class Assistance(models.Model):
    """One entitlement from a day to a day; the coefficient in tenths (25 is 2.5 times the base)."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="assistance")
    clause = models.CharField(_("đối tượng"), max_length=1, choices=AssistanceClause.choices)
    coefficient = models.PositiveSmallIntegerField(_("hệ số"))
    valid = DateRangeField(_("thời gian"))
    decision = models.CharField(_("quyết định"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("trợ cấp xã hội hằng tháng")
        ordering = ["-valid"]
        constraints = [
            ExclusionConstraint(
                name="assistance_one_at_a_time",
                expressions=[("child", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Trẻ đã có trợ cấp khác trong cùng thời gian."),
            ),
            models.CheckConstraint(name="assistance_clause_value", condition=Q(clause__in=AssistanceClause.values)),
            models.CheckConstraint(
                name="assistance_coefficient_range", condition=Q(coefficient__gte=10, coefficient__lte=50)
            ),
        ]

    @property
    def factor(self) -> str:
        """25 → "2.5" with the reader's own decimal sign."""
        return tenths(self.coefficient)
