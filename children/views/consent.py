"""Pages of consent: each purpose asked apart, each answer kept, each withdrawal a new one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from children.consent_texts import VERSION, sha256_of, text_of
from children.forms.consent import ConsentForm, WithdrawForm
from children.models import Child
from children.models.consent import DataKind, Purpose
from children.services import consent as acts
from children.views.child import child_url, form_page, open_child, readable_child
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import seen
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pages import try_form


def consents_url(child: Child) -> str:
    return reverse("children:consent_list", args=[child.code])


@office_page("children.papers")
def consent_list(request: OfficeRequest, code: str) -> HttpResponse:
    """Every answer so far, with whether it holds today, and the purposes that can be asked."""
    child = readable_child(request, code)
    seen(request.user, child, "consents", right="children.papers")
    rows = acts.consents_shown(child, today())
    kinds = dict(DataKind.choices)
    for row in rows:
        row["kinds"] = [kinds[kind] for kind in row["consent"].data_kinds if kind in kinds]
        row["relation"] = row["consent"].get_relation_display()
    context = {
        "child": child,
        "rows": rows,
        "purposes": Purpose.choices,
        "may_edit": can(request.user, "children.edit", unit=child.unit_id) and child.state != "ended",
    }
    return render(request, "children/consent_list.html", context)


@office_page("children.edit")
def consent_new(request: OfficeRequest, code: str, purpose: str) -> HttpResponse:
    child = open_child(request, code)
    if purpose not in Purpose.values:
        raise Http404
    form = ConsentForm(
        request.POST or None, request.FILES or None, child=child, purpose=purpose, day=today(), initial={"on": today()}
    )
    if request.method == "POST" and form.is_valid() and _recorded(request, form, child, purpose):
        return redirect(consents_url(child))
    context = {
        "child": child,
        "form": form,
        "title": _("Xin đồng ý: %(purpose)s") % {"purpose": Purpose(purpose).label},
        "text": text_of(purpose),
        "version": VERSION,
        "sha256": sha256_of(purpose),
        "submit": _("Lưu"),
        "cancel_url": consents_url(child),
        "crumbs": [
            (_("Trẻ em"), reverse("children:child_list")),
            (child.full_name, child_url(child)),
            (_("Sự đồng ý"), consents_url(child)),
        ],
    }
    return render(request, "children/consent_form.html", context, status=422 if form.errors else 200)


def _recorded(request: OfficeRequest, form: Any, child: Child, purpose: str) -> Any:
    data = form.cleaned_data
    given = data.pop("answer")
    try:
        return acts.record_consent(user=request.user, child=child, purpose=purpose, given=given, **data)
    except Refusal as refusal:
        of_file = refusal.field == "file" or refusal.code in (
            "kind",
            "too_large",
            "pages",
            "active",
            "password",
            "damaged",
        )
        field = "scan" if of_file else refusal.field
        form.add_error(field if field in form.fields else None, str(refusal))
        return None


@office_page("children.edit")
def consent_withdraw(request: OfficeRequest, code: str, consent: str) -> HttpResponse:
    child = open_child(request, code)
    row = get_object_or_404(child.consents.filter(given=True), code=consent)
    form = WithdrawForm(
        request.POST or None,
        initial={"on": today(), "representative": row.representative, "relation": row.relation},
    )
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.withdraw_consent, user=request.user, consent=row, **form.cleaned_data):
            return redirect(consents_url(child))
    title = _("Rút lại sự đồng ý: %(purpose)s") % {"purpose": row.get_purpose_display()}
    return form_page(request, form, title, child, back=consents_url(child))
