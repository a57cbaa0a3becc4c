"""The papers of a case as PDF: filled, blank for a case, blank for anybody who takes a report by hand."""

from django.http import Http404, HttpResponse

from children.casework.papers import CasePaperKind
from children.services.case_print import typeset_blank, typeset_paper
from children.views.case import known_case
from children.views.case_paper import known_paper
from children.views.child import own_unit
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import seen
from lao_cai_support.web.files import bytes_response


def _pdf(content: bytes, name: str) -> HttpResponse:
    return bytes_response(content, file_name=f"{name}.pdf", inline=True)


@office_page("cases.view")
def paper_pdf(request: OfficeRequest, code: str, paper: str) -> HttpResponse:
    row = known_paper(request, code, paper)
    seen(request.user, row.case, f"print {row.code}", right="cases.view")
    return _pdf(typeset_paper(row), row.code)


@office_page("cases.view")
def paper_blank(request: OfficeRequest, code: str, kind: str) -> HttpResponse:
    """A blank form of the case, whose code brings the scanned page back."""
    case = known_case(request, code)
    if kind not in CasePaperKind.values:
        raise Http404
    seen(request.user, case, f"print {kind}", right="cases.view")
    return _pdf(typeset_blank(kind, case=case), f"{case.code}-{kind}")


@office_page("cases.view", "cases.report")
def form_blank(request: OfficeRequest, kind: str) -> HttpResponse:
    """A blank form without a case: for a report taken where there is no network."""
    if kind not in CasePaperKind.values:
        raise Http404
    unit = own_unit(request, "cases.report")
    return _pdf(typeset_blank(kind, unit=unit if unit and unit.level == "commune" else None), f"mau-{kind}")
