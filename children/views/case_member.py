"""Pages of who is named in a case."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from children.forms.case import MemberForm
from children.forms.sealed import ReviewGrantForm
from children.services import case_member as acts
from children.views.case import case_form, case_url, known_case
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.pages import do, try_form


@office_page("cases.work", "cases.decide")
def member_new(request: OfficeRequest, code: str) -> HttpResponse:
    case = known_case(request, code)
    form = MemberForm(request.POST or None, people=acts.people_for(case), initial={"part": "helper"})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.name_member, user=request.user, case=case, **form.cleaned_data):
            return redirect(case_url(case))
    return case_form(request, case, form, _("Thêm người vào vụ việc"), _("Thêm"))


@office_page("cases.work", "cases.decide")
def member_act(request: OfficeRequest, code: str, member: str, act: str) -> HttpResponse:
    """Take a person out, or review an emergency opening."""
    case = known_case(request, code)
    row = get_object_or_404(case.members.select_related("user"), code=member)
    row.case = case
    if act == "rut" and request.method == "POST":
        do(request, acts.end_member, _("Đã rút."), member=row)
        return redirect(case_url(case))
    if act != "xem-lai":
        raise Http404
    form = ReviewGrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.review_member, user=request.user, member=row, **form.cleaned_data):
            return redirect(case_url(case))
    title = _("Xem lại lần mở khẩn cấp của %(name)s") % {"name": row.user.full_name}
    return case_form(request, case, form, title, _("Lưu ý kiến"))
