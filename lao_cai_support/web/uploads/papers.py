"""Papers that prove something: scanned or signed PDF files, or a photograph of the sheet."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.pictures import check_picture
from lao_cai_support.web.uploads.receive import MB, PDF, damaged, ending, received

MAX_PAPER = 20 * MB
MAX_PAGES = 300
_ACTIVE = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/Rendition", "/Movie",
    "/Sound", "/RichMediaExecute",
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A paper that may be kept: bytes, ending ("pdf" or "jpg"), number of pages, SHA-256."""

    content: bytes
    kind: str
    pages: int
    sha256: str


def check_paper(upload: Any) -> Paper:
    """Check an uploaded paper: a PDF up to 20 MB and 300 pages, or a JPG, PNG, WebP, which is re-drawn.

    A PDF is kept byte for byte, because it may carry a signature; one that could act when opened is refused.
    Raises Refusal.
    """
    if ending(upload) != "pdf":
        if ending(upload) not in ("jpg", "jpeg", "png", "webp"):
            raise Refusal(_("Giấy tờ phải là tệp .pdf, .jpg, .png hoặc .webp."), code="kind")
        content, kind, pages = check_picture(upload, max_side=2400).content, "jpg", 1
    else:
        content, kind = received(upload, max_bytes=MAX_PAPER), "pdf"
        pages = _check_pdf(content)
    return Paper(content, kind, pages, hashlib.sha256(content).hexdigest())


def _check_pdf(content: bytes) -> int:
    import pikepdf

    if not content.startswith(PDF):
        raise Refusal(_("Nội dung tệp không phải là PDF. Hãy chọn lại tệp."), code="kind")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            if pages > MAX_PAGES:
                raise Refusal(_("Tệp PDF có quá %(limit)s trang. Hãy chia nhỏ.") % {"limit": MAX_PAGES}, code="pages")
            if any(_active(item) for item in pdf.objects):
                raise Refusal(
                    _("Tệp PDF có mã lệnh hoặc tệp đính kèm nên không nhận được. Hãy in lại ra PDF."),
                    code="active",
                )
            return pages
    except pikepdf.PasswordError:
        raise Refusal(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."), code="password") from None
    except pikepdf.PdfError:
        raise damaged() from None


def _active(item: Any) -> bool:
    """Does this object, or a plain one written inside it, run something or carry a file?"""
    import pikepdf

    waiting, seen = [item], 0
    while waiting and seen < 100_000:
        one = waiting.pop()
        seen += 1
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            keys = set(one.keys())
            if keys & {"/JS", "/EmbeddedFiles", "/EF", "/RichMediaContent"} or str(one.get("/S", "")) in _ACTIVE:
                return True
            waiting += [one[key] for key in keys if not _is_reference(one[key])]
        elif isinstance(one, pikepdf.Array):
            waiting += [each for each in one if not _is_reference(each)]
    return False


def _is_reference(value: Any) -> bool:
    """Indirect objects are visited by themselves."""
    return getattr(value, "is_indirect", False)
