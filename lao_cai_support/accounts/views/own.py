"""One's own account: roles, sign-in, language."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from lao_cai_support.accounts.forms.person import LanguageForm
from lao_cai_support.accounts.middleware import needs_second_factor
from lao_cai_support.accounts.pages import OfficeRequest, signed_in
from lao_cai_support.accounts.services.person import choose_language


@signed_in
def own_account(request: OfficeRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        choose_language(user=request.user, language=language)
        with translation.override(language):
            messages.success(request, _("Đã nhớ ngôn ngữ của bạn."))
        response = redirect("accounts:own")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        return response
    memberships = request.user.memberships.select_related("unit", "school").order_by("-valid", "pk")
    context = {"form": form, "memberships": memberships, "factor_needed": needs_second_factor(request.user)}
    return render(request, "accounts/own.html", context)
