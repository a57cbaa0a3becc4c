"""A person who signs in."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.querysets import PortalUserManager
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.web.clock import today
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.text import nfc


class User(AbstractUser):
    """One account for one person; what the person may do stands in the memberships."""

    code = CodeField(unique=True)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("họ và tên"), max_length=120)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    # A password given by the administrator is for one sign-in and lapses (ASVS 6.4.1).
    first_password_until = models.DateTimeField(_("mật khẩu cấp lần đầu dùng đến"), null=True, editable=False)
    is_demo = models.BooleanField(_("tài khoản trình diễn"), default=False, editable=False)

    held: list  # the memberships in force, where the list of people has fetched them

    objects: ClassVar = PortalUserManager()

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_name = nfc(self.full_name)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def current_memberships(self) -> list:
        """The memberships valid today, read once per request (per user object)."""
        held = self.__dict__.get("_memberships")
        if held is None or held[0] != today():
            rows = list(self.memberships.current(today()).select_related("unit"))
            held = self.__dict__["_memberships"] = (today(), rows)
        return held[1]

    def forget_memberships(self) -> None:
        """Read the memberships again the next time (after they were changed)."""
        self.__dict__.pop("_memberships", None)

    def has_role(self, *roles: str) -> bool:
        return any(m.role in roles for m in self.current_memberships())

    def covered_units(self, roles: Iterable[str] | None = None) -> frozenset[int]:
        """Ids of all units, of any time, that the user's memberships (in these roles) answer for today."""
        day = today()
        wanted = None if roles is None else set(roles)
        found: frozenset[int] = frozenset()
        for membership in self.current_memberships():
            if wanted is None or membership.role in wanted:
                found |= covered_units(membership.unit_id, day)
        return found
