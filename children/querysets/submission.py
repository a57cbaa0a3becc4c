"""Questions about submitted lists."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from lao_cai_support.accounts.rights import ACTS


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(unit__in=user.covered_units(ACTS["lists.view"]))

    def waiting(self) -> Self:
        return self.filter(state="submitted")

    def returned_open(self) -> Self:
        """Returned lists after which the commune has not handed in a new one."""
        return self.filter(~Exists(self._newer()), state="returned")

    def reopened_open(self) -> Self:
        """Verified lists that a decision opened again, after which no new one has been handed in."""
        return self.filter(~Exists(self._newer()), reopening__isnull=False)

    def locked(self) -> Self:
        """Verified lists that no decision has opened again."""
        return self.filter(state="verified", reopening__isnull=True)

    def _newer(self) -> Any:
        return self.model._default_manager.filter(unit=OuterRef("unit"), year=OuterRef("year"), pk__gt=OuterRef("pk"))

    def before(self, submission: Any) -> Any:
        """The list this one is compared with: the one handed in before it for the same year, else the last verified
        one of an earlier year; None when there is none."""
        own = self.filter(unit=submission.unit_id, pk__lt=submission.pk)
        return (
            own.filter(year=submission.year).order_by("-pk").first()
            or own.filter(year__lt=submission.year, state="verified").order_by("-year", "-pk").first()
        )
