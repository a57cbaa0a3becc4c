"""What an account does by itself when its owner signs in or sets a password."""

from typing import Any

from allauth.account import signals as account
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from lao_cai_support.accounts.models import User


@receiver([account.password_changed, account.password_set, account.password_reset])
def own_password(sender: Any, user: User, **kwargs: Any) -> None:
    """From now on the password is the person's own."""
    if user.must_change_password or user.first_password_until:
        user.must_change_password, user.first_password_until = False, None
        user.save(update_fields=["must_change_password", "first_password_until"])


@receiver(account.user_logged_in)
def own_language(sender: Any, request: HttpRequest, user: User, response: Any = None, **kwargs: Any) -> None:
    """The pages after sign-in speak the language the person chose last, on whatever machine."""
    if response is not None:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
