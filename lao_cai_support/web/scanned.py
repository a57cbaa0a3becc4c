"""A scanned paper: what every record of one holds, and the page that takes files whose pages find their papers."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.pages import try_form

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"


class ScannedFile(models.Model):
    """The file of one paper as it lies in the private store (see uploads/scans.py). A better scan is one more."""

    code = CodeField(unique=True)
    stored = models.CharField(max_length=120)
    ending = models.CharField(max_length=5)
    size = models.PositiveIntegerField(_("dung lượng"))
    pages = models.PositiveSmallIntegerField(_("số trang"), default=1)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("tải lên lúc"))

    class Meta:
        abstract = True


class ScanForm(forms.Form):
    """A scanned file whose pages say by their codes where they belong."""

    file = forms.FileField(
        label=_("Tệp"),
        help_text=_("PDF hoặc ảnh chụp, thấy rõ hình QR của mỗi trang."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    code = forms.CharField(
        label=_("Mã in cạnh hình QR"), required=False, max_length=32, help_text=_("Chỉ khi hình QR bị nhòe.")
    )


def scan_page(
    request: HttpRequest,
    *,
    attach: Callable[..., Sequence[Any]],
    paper: Callable[[Any], Any],
    url: Callable[[Any], str],
    **context: Any,
) -> HttpResponse:
    """Take one file, keep its pages at their papers (``attach``), name each paper and go to the first (``url``).

    ``context`` is the page's own: title, lede, cancel_url, crumbs.
    """
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = try_form(form, attach, user=request.user, upload=data["file"], code=data["code"])
        if made:
            for scan in made:
                told = {"pages": scan.pages, "paper": paper(scan)}
                messages.success(request, gettext("Đã gắn %(pages)s trang vào: %(paper)s.") % told)
            return redirect(url(made[0]))
    context |= {"form": form, "submit": gettext("Tải lên")}
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)
