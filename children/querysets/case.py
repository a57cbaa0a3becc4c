"""Questions about cases: who may know of one at all."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.web.clock import now


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Cases that the person is named in now, or whose child's whole sealed file stands open to the person.

        The roles are asked too: whoever no longer answers for the commune loses the case. Plans of support, which are
        not sealed, are read as the child's papers are.
        """
        from children.models import CaseMember, SealedGrant

        if not user.is_authenticated:
            return self.none()
        moment = now()
        named = CaseMember.objects.filter(case=OuterRef("pk"), user=user).active(moment)
        grants = SealedGrant.objects.filter(user=user, child=OuterRef("child"), kind__isnull=True).active(moment)
        sealed = Q(unit__in=user.covered_units(ACTS["cases.view"])) & (Q(Exists(named)) | Q(Exists(grants)))
        return self.filter(sealed | Q(kind="support", unit__in=user.covered_units(ACTS["children.papers"])))

    def with_record(self) -> Self:
        """With everything the state and the clocks are computed from, in one query more."""
        from children.models import CasePaper

        papers = CasePaper.objects.order_by("pk").select_related("drafted_by", "signed_by")
        return self.select_related("unit", "child").prefetch_related(Prefetch("papers", papers))


class CaseMemberQuerySet(models.QuerySet):
    def active(self, moment: Any) -> Self:
        """Named now: not ended, and not past the end that was set."""
        return self.filter(ended_at__isnull=True, begins_at__lte=moment).filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
        )

    def to_review(self) -> Self:
        """Cases broken open that no other person has looked into yet."""
        return self.filter(emergency=True, reviewed_at__isnull=True)


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Offers of the cases that the person may open, and those that wait for the person's answer."""
        from children.models import ProtectionCase

        own = ProtectionCase.objects.visible_to(user)
        return self.filter(Q(case__in=own) | Q(pk__in=self.waiting_for(user).values("pk")))

    def waiting_for(self, user: Any) -> Self:
        """Offers to the communes that the person decides for."""
        return self.filter(accepted__isnull=True, receiver__in=user.covered_units(ACTS["cases.decide"]))
