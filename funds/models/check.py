"""The night's proof of the books: what was asked, of how much, and what did not hold."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funds.models.fund import NO_TRUNCATE


class LedgerCheck(models.Model):
    """One run of verify_ledger over the whole book. Written when it ends, and never changed.

    ``broken`` is a list of {"code", "sentence", "lines"} in the order of the invariants, empty when all hold.
    """

    began_at = models.DateTimeField(_("bắt đầu"))
    ended_at = models.DateTimeField(_("kết thúc"))
    entries = models.PositiveBigIntegerField(_("số bút toán"))
    asked = models.PositiveSmallIntegerField(_("số điều đã kiểm tra"))
    first_broken = models.CharField(_("điều đầu tiên không đúng"), max_length=4, blank=True)
    broken = models.JSONField(default=list)

    class Meta:
        verbose_name = _("lần kiểm tra sổ")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="check_ended_after", condition=Q(ended_at__gte=models.F("began_at"))),
            models.CheckConstraint(
                name="check_says_what_is_broken",
                condition=Q(first_broken="", broken=[]) | (~Q(first_broken="") & ~Q(broken=[])),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    @property
    def holds(self) -> bool:
        return not self.first_broken

    def of_fund(self, short_code: str) -> list[dict[str, str]]:
        """What names one fund: the invariant's code and its first line about it."""
        found = []
        for one in self.broken:
            line = next((line for line in one["lines"] if line.startswith((f"{short_code}:", f"{short_code} "))), "")
            if line:
                found.append({"code": one["code"], "line": line})
        return found
