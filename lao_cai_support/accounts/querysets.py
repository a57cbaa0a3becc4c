"""Questions about people."""

from typing import Any, Self

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import F, Func, Q

from lao_cai_support.accounts.rights import can
from lao_cai_support.web.text import fold


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All people for who manages them, otherwise only oneself."""
        return self if can(user, "people.manage") else self.filter(pk=user.pk)

    def search(self, text: str) -> Self:
        """People whose name holds the text (marks or not), or whose user name or e-mail begins with it."""
        folded = Func(F("full_name"), function="vn_fold", output_field=models.TextField())
        return self.annotate(folded_name=folded).filter(
            Q(folded_name__contains=fold(text)) | Q(username__istartswith=text) | Q(email__istartswith=text)
        )

    def with_second_factor(self) -> Self:
        """Adds ``second_factor``: whether an app that makes codes is set up."""
        from allauth.mfa.models import Authenticator

        apps = Authenticator.objects.filter(user=models.OuterRef("pk"), type=Authenticator.Type.TOTP)
        return self.annotate(second_factor=models.Exists(apps))

    def holding(self, role: str, day: Any) -> Self:
        """People with the role in force on the day."""
        return self.filter(memberships__role=role, memberships__valid__contains=day).distinct()


class PortalUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager (create_user …) with our questions."""
