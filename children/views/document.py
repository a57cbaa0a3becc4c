"""Pages of private papers and photographs: each file leaves through a view that has asked who wants it."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from children.forms.document import DocumentForm
from children.models import Child, ChildDocument
from children.services import document as acts
from children.services.sealed import grants_for
from children.views.child import child_url, form_page, open_child, readable_child
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import seen
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import file_response
from lao_cai_support.web.pages import do


@office_page("children.edit")
def document_new(request: OfficeRequest, code: str) -> HttpResponse:
    child = open_child(request, code)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and kept(request, form, child):
        return redirect(child_url(child))
    return form_page(request, form, _("Thêm giấy tờ của %(name)s") % {"name": child.full_name}, child)


def kept(request: OfficeRequest, form: Any, child: Child, **more: Any) -> ChildDocument | None:
    """Keep the form's file; a refusal stands at the file, whatever part of it is wrong."""
    data = form.cleaned_data
    try:
        return acts.keep_document(
            user=request.user, child=child, kind=data["kind"], title=data["title"], upload=data["file"], **more
        )
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return None


def _document(request: OfficeRequest, code: str, document: str) -> ChildDocument:
    """A paper that is still there, of a child the person reads; a sealed one for a grant that opens it alone."""
    child = readable_child(request, code)
    row = get_object_or_404(child.documents.kept(), code=document)
    if row.grant_id and not child.documents.filter(pk=row.pk).sealed_under(grants_for(request.user, child)).exists():
        raise Http404
    row.child = child
    return row


@office_page("children.papers")
def document_file(request: OfficeRequest, code: str, document: str) -> HttpResponseBase:
    row = _document(request, code, document)
    page = f"sealed paper {row.code}" if row.grant_id else f"paper {row.code}"
    seen(request.user, row.child, page, right="children.papers")
    return file_response(row.stored, file_name=f"{row.code}.{row.ending}", inline=True)


@office_page("children.papers")
def document_thumbnail(request: OfficeRequest, code: str, document: str) -> HttpResponseBase:
    """The small picture beside the paper's name; it is part of the page that was logged when it was opened."""
    row = _document(request, code, document)
    return file_response(row.thumbnail, file_name=f"{row.code}.jpg", inline=True)


@office_page("children.edit")
@require_POST
def document_delete(request: OfficeRequest, code: str, document: str) -> HttpResponse:
    row = _document(request, code, document)
    do(
        request,
        acts.delete_document,
        _("Đã xóa giấy tờ. Tệp không còn trên máy chủ."),
        document=row,
        reason=request.POST.get("reason", "")[:300],
    )
    return redirect("children:sealed_detail" if row.grant_id else "children:child_detail", code=code)
