"""Pages of what is known of a child's body and of the State's assistance: measures, disability, review."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from children.forms.health import AssistanceForm, DisabilityForm, MeasurementForm, ReviewForm
from children.models import Child
from children.services import health as acts
from children.views.child import child_url, form_page, open_child
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.clock import today
from lao_cai_support.web.pages import do, try_form


def _written(request: OfficeRequest, child: Child, form: Any, act: Any, title: str) -> HttpResponse:
    """Do the act with the form, and go back to the child; else the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        if try_form(form, act, user=request.user, child=child, **form.cleaned_data):
            return redirect(child_url(child))
    return form_page(request, form, title % {"name": child.full_name}, child)


@office_page("children.edit")
def measurement_new(request: OfficeRequest, code: str) -> HttpResponse:
    form = MeasurementForm(request.POST or None, initial={"on": today()})
    return _written(request, open_child(request, code), form, acts.record_measurement, _("Ghi số đo của %(name)s"))


@office_page("children.edit")
@require_POST
def measurement_withdraw(request: OfficeRequest, code: str, measurement: str) -> HttpResponse:
    child = open_child(request, code)
    row = get_object_or_404(child.measurements.filter(withdrawn=False), code=measurement)
    do(request, acts.withdraw_measurement, _("Đã hủy lần đo."), measurement=row)
    return redirect(child_url(child))


@office_page("children.edit")
def disability_new(request: OfficeRequest, code: str) -> HttpResponse:
    form = DisabilityForm(request.POST or None, initial={"on": today(), "degree": "MD0"})
    title = _("Ghi xác nhận khuyết tật của %(name)s")
    return _written(request, open_child(request, code), form, acts.record_disability, title)


@office_page("children.edit")
@require_POST
def disability_withdraw(request: OfficeRequest, code: str, finding: str) -> HttpResponse:
    child = open_child(request, code)
    row = get_object_or_404(child.disabilities.filter(withdrawn=False), code=finding)
    do(request, acts.withdraw_disability, _("Đã hủy xác nhận khuyết tật. Hãy xem lại nhóm HC04."), finding=row)
    return redirect(child_url(child))


@office_page("children.edit")
def review_new(request: OfficeRequest, code: str) -> HttpResponse:
    form = ReviewForm(request.POST or None, initial={"on": today()})
    return _written(request, open_child(request, code), form, acts.record_review, _("Rà soát hồ sơ %(name)s"))


@office_page("children.edit")
def assistance_new(request: OfficeRequest, code: str) -> HttpResponse:
    form = AssistanceForm(request.POST or None, initial={"since": today()})
    title = _("Ghi trợ cấp hằng tháng của %(name)s")
    return _written(request, open_child(request, code), form, acts.open_assistance, title)


@office_page("children.edit")
@require_POST
def assistance_end(request: OfficeRequest, code: str, assistance: str) -> HttpResponse:
    child = open_child(request, code)
    row = get_object_or_404(child.assistance, code=assistance)
    do(request, acts.end_assistance, _("Đã ghi trợ cấp kết thúc hôm nay."), assistance=row, last_day=today())
    return redirect(child_url(child))
