"""Pages of the list behind a payment to children."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from funds.forms.payee import ListForm
from funds.models import Voucher
from funds.services.payee import payees_of, write_list
from funds.services.print import payees_pdf
from funds.views.voucher import voucher_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import seen_many
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.pages import try_form


def _listed(request: OfficeRequest, code: str) -> Voucher:
    """A payment by list, for the fund's own people and who may see its deliveries."""
    rows = Voucher.objects.visible_to(request.user).filter(by_list=True).select_related("fund__unit", "campaign")
    row = get_object_or_404(rows, code=code)
    if not can(request.user, "distributions.view", unit=row.fund.unit_id):
        raise Http404
    return row


@office_page("distributions.view")
def payees(request: OfficeRequest, code: str) -> HttpResponse:
    """The list; while the payment is a draft its accountant writes it."""
    row = _listed(request, code)
    lines = payees_of(row)
    form = None
    if row.state == "draft" and can(request.user, "vouchers.draft", unit=row.fund.unit_id):
        typed = "\n".join(f"{line.child.code}; {line.amount}" for line in lines)
        form = ListForm(request.POST or None, initial={"text": typed})
        if request.method == "POST" and form.is_valid():
            if try_form(form, write_list, user=request.user, voucher=row, **form.cleaned_data):
                return redirect(voucher_url(row))
    elif request.method == "POST":
        raise Http404
    seen_many(request.user, [line.child for line in lines], f"payment {row.code}", right="distributions.view")
    context = {"voucher": row, "lines": lines, "total": sum(line.amount for line in lines), "form": form}
    return render(request, "funds/payees.html", context, status=422 if form and form.errors else 200)


@office_page("distributions.view")
def payees_print(request: OfficeRequest, code: str) -> HttpResponse:
    """The list to be signed."""
    row = _listed(request, code)
    lines = payees_of(row)
    seen_many(request.user, [line.child for line in lines], f"print payment {row.code}", right="distributions.view")
    return bytes_response(payees_pdf(row, lines), file_name=f"ky-nhan-{row.code}.pdf", inline=True)
