"""Pages of roles: choose one, fill in where and from when, end one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lao_cai_support.accounts.forms.membership import EndForm, GrantForm
from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.roles import ROLE_LEVELS, SECOND_FACTOR_ROLES, Role
from lao_cai_support.accounts.services import end_membership, grant
from lao_cai_support.accounts.views.person import RIGHT, person_url
from lao_cai_support.areas.models import Level
from lao_cai_support.web.clock import today
from lao_cai_support.web.pages import try_form


@office_page(RIGHT)
def membership_new(request: OfficeRequest, code: str) -> HttpResponse:
    """Without ``?role=`` the choice of roles; with it the form that asks only for what the role needs."""
    person = get_object_or_404(User.objects.visible_to(request.user), code=code)
    role = request.GET.get("role", "")
    crumbs = [(_("Người dùng"), reverse("accounts:people_list")), (person.full_name, person_url(person))]
    if not role:
        roles = [
            {
                "code": choice.value,
                "label": choice.label,
                "levels": ", ".join(str(Level(level).label) for level in Level.values if level in ROLE_LEVELS[choice]),
                "factor": choice in SECOND_FACTOR_ROLES,
            }
            for choice in Role
        ]
        return render(
            request,
            "accounts/role_choice.html",
            {"title": _("Giao vai trò"), "person": person, "roles": roles, "crumbs": crumbs},
        )
    if role not in Role.values:
        raise Http404
    form = GrantForm(request.POST or None, role=role)
    if request.method == "POST" and form.is_valid():
        granted = try_form(form, grant, user=person, granted_by=request.user, **form.answers())
        if granted:
            messages.success(request, _("Đã giao vai trò."))
            return redirect(person_url(person))
    context = {
        "form": form,
        "title": _("Giao vai trò “%(role)s”") % {"role": Role(role).label},
        "lede": _("Cho %(name)s (%(username)s).") % {"name": person.full_name, "username": person.username},
        "submit": _("Giao vai trò"),
        "cancel_url": person_url(person),
        "crumbs": crumbs,
    }
    return render(request, "components/form_page.html", context)


@office_page(RIGHT)
def membership_end(request: OfficeRequest, code: str) -> HttpResponse:
    people = User.objects.visible_to(request.user)
    membership = get_object_or_404(Membership.objects.select_related("user", "unit").filter(user__in=people), code=code)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if try_form(form, end_membership, membership=membership, last_day=last_day, ended_by=request.user):
            messages.success(request, _("Đã ghi ngày cuối của vai trò."))
            return redirect(person_url(membership.user))
    context = {
        "form": form,
        "title": _("Chấm dứt vai trò"),
        "lede": f"{membership.user.full_name}: {membership}",
        "submit": _("Chấm dứt"),
        "cancel_url": person_url(membership.user),
        "crumbs": [
            (_("Người dùng"), reverse("accounts:people_list")),
            (membership.user.full_name, person_url(membership.user)),
        ],
    }
    return render(request, "components/form_page.html", context)
