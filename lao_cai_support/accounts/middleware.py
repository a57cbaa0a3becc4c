"""The door of the office: idle sessions end, the second factor is asked, no page is without a policy."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from lao_cai_support.accounts.roles import SECOND_FACTOR_ROLES

# Views of libraries: sign-in pages, static files of the development server, language switch.
_WITHOUT_POLICY = ("allauth.", "django.")


class OfficeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._expired(request):
            logout(request)
            messages.info(request, _("Bạn đã rời máy quá lâu nên cổng đã tự đăng xuất. Hãy đăng nhập lại để tiếp tục."))
        elif request.user.is_authenticated and self._lapsed(request.user):
            logout(request)
            messages.error(
                request,
                _("Mật khẩu cấp lần đầu đã hết hạn. Hãy liên hệ quản trị cổng để được cấp mật khẩu mới."),
            )
            return redirect("account_login")
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        library = getattr(view, "__module__", "").startswith(_WITHOUT_POLICY)
        if not library and not hasattr(view, "policy"):
            raise ImproperlyConfigured(
                f"{view.__module__}.{view.__name__} says not who may open it (accounts/pages.py)."
            )
        if any("\0" in value for value in kwargs.values() if isinstance(value, str)):
            raise Http404  # nothing has such an address, and the database refuses to look for one
        if library or not request.user.is_authenticated or view.policy.kind == "public":  # type: ignore[attr-defined]
            return None
        if request.user.must_change_password:
            messages.info(request, _("Đây là mật khẩu cấp lần đầu. Hãy đặt mật khẩu của riêng bạn trước khi làm việc."))
            return redirect("account_change_password")
        if needs_second_factor(request.user) and not is_mfa_enabled(request.user):
            messages.info(
                request,
                _("Vai trò của bạn cần bước xác thực thứ hai. Hãy cài ứng dụng tạo mã rồi quét hình dưới đây."),
            )
            return redirect("mfa_activate_totp")
        return None

    @staticmethod
    def _lapsed(user: Any) -> bool:
        until = user.first_password_until
        return bool(user.must_change_password and until and until < timezone.now())

    @staticmethod
    def _expired(request: HttpRequest) -> bool:
        """Idle over 30 minutes or signed in over 12 hours; the mark is moved at most once a minute."""
        moment = int(time.time())
        begun = request.session.setdefault("begun", moment)
        seen = request.session.get("seen", moment)
        if moment - begun > settings.SESSION_COOKIE_AGE or moment - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if moment - seen >= 60 or "seen" not in request.session:
            request.session["seen"] = moment
        return False


def needs_second_factor(user: Any) -> bool:
    """Money and province roles need it; only the demonstration's printed accounts may go without."""
    if settings.DEMO and user.is_demo:
        return False
    return user.has_role(*SECOND_FACTOR_ROLES)
