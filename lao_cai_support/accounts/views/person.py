"""Pages of people: the list, one account, a new one, and the acts on it."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from lao_cai_support.accounts.filters import PeopleFilter
from lao_cai_support.accounts.forms.person import NewPersonForm, PersonForm
from lao_cai_support.accounts.middleware import needs_second_factor
from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.services import person as acts
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

RIGHT = "people.manage"


def person_url(person: User) -> str:
    return reverse("accounts:person", args=[person.code])


def roles_of(person: User) -> str:
    return "; ".join(f"{m.get_role_display()}, {m.unit.title}" for m in person.held) or "–"


def state_of(person: User) -> Tag:
    if not person.is_active:
        return Tag(_("đã khóa"), "bad")
    if person.must_change_password:
        return Tag(_("chờ đặt mật khẩu"), "act")
    return Tag(_("đang mở"), "ok")


COLUMNS = [
    Column(
        "name",
        gettext_lazy("Họ và tên"),
        "full_name",
        sort=("full_name",),
        link=person_url,
        sub=lambda p: p.username,
    ),
    Column("roles", gettext_lazy("Vai trò hiện nay"), roles_of, run=True),
    Column("state", gettext_lazy("Trạng thái"), state_of, kind="tag", sort=("is_active", "must_change_password")),
    Column("factor", gettext_lazy("Bước thứ hai"), lambda p: _("có") if p.second_factor else _("chưa"), opt=True),
    Column("last", gettext_lazy("Vào lần cuối"), "last_login", kind="date", sort=("last_login",), opt=True),
]


@office_page(RIGHT)
def people_list(request: OfficeRequest) -> HttpResponse:
    """Everyone with an account; found by name without marks, by role, unit and state."""
    current = Membership.objects.current(today()).select_related("unit")
    people = User.objects.visible_to(request.user).with_second_factor()
    listing = Listing(
        request,
        people.prefetch_related(Prefetch("memberships", queryset=current, to_attr="held")),
        key="nguoi-dung",
        columns=COLUMNS,
        default_sort="name",
        noun=ngettext_lazy("%(n)s người dùng", "%(n)s người dùng", "count"),
        filterset=PeopleFilter,
        search_label=_("Tìm theo họ tên hoặc tên đăng nhập"),
    )
    acts_above = [{"label": _("Cấp tài khoản mới"), "url": reverse("accounts:person_new"), "primary": True}]
    return listing.response("accounts/people_list.html", {"title": _("Người dùng"), "acts": acts_above})


@office_page(RIGHT)
def person_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """One account: what the person is and was, how the person signs in, and what was done to the account."""
    person = get_object_or_404(User.objects.visible_to(request.user), code=code)
    memberships = list(person.memberships.select_related("unit", "school", "granted_by").order_by("-valid", "pk"))
    context = {
        "person": person,
        "state": state_of(person),
        "memberships": [{"row": m, "open": m.valid.upper is None or m.valid.upper > today()} for m in memberships],
        "second_factor": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first(),
        "factor_needed": needs_second_factor(person),
        "own": person.pk == request.user.pk,
    }
    return render(request, "accounts/person_detail.html", context)


@office_page(RIGHT)
def person_new(request: OfficeRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = try_form(form, acts.create_person, user=request.user, **form.cleaned_data)
        if made:
            return _show_password(request, *made)
    return _form_page(request, form, _("Cấp tài khoản mới"), _("Cấp tài khoản"), reverse("accounts:people_list"))


@office_page(RIGHT)
def person_edit(request: OfficeRequest, code: str) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), code=code)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        do(request, acts.edit_person, _("Đã sửa tài khoản."), person=person, fields=form.cleaned_data)
        return redirect(person_url(person))
    return _form_page(request, form, _("Sửa tài khoản"), _("Lưu"), person_url(person))


@office_page(RIGHT)
@require_POST
def person_password(request: OfficeRequest, code: str) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), code=code)
    password = do(request, acts.reset_password, _("Đã cấp mật khẩu mới."), person=person)
    return _show_password(request, person, password) if password else redirect(person_url(person))


@office_page(RIGHT)
@require_POST
def person_disable(request: OfficeRequest, code: str) -> HttpResponse:
    return _act(request, code, acts.disable_person, _("Đã khóa tài khoản."))


@office_page(RIGHT)
@require_POST
def person_enable(request: OfficeRequest, code: str) -> HttpResponse:
    return _act(request, code, acts.enable_person, _("Đã mở lại tài khoản."))


@office_page(RIGHT)
@require_POST
def person_second_factor(request: OfficeRequest, code: str) -> HttpResponse:
    return _act(
        request,
        code,
        acts.reset_second_factor,
        _("Đã gỡ. Lần đăng nhập sau, người này được mời cài lại bước xác thực."),
    )


def _act(request: OfficeRequest, code: str, act: Any, success: str) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), code=code)
    do(request, act, success, person=person, reason=request.POST.get("reason", ""))
    return redirect(person_url(person))


def _show_password(request: OfficeRequest, person: User, password: str) -> HttpResponse:
    """The only page that ever shows it: no redirect, so that it needs no keeping between two requests."""
    return render(
        request,
        "accounts/password_shown.html",
        {"person": person, "password": password, "days": acts.FIRST_PASSWORD_LIFE.days},
    )


def _form_page(request: OfficeRequest, form: Any, title: str, submit: str, back: str) -> HttpResponse:
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "title": title,
            "submit": submit,
            "cancel_url": back,
            "crumbs": [(_("Người dùng"), reverse("accounts:people_list"))],
        },
    )
