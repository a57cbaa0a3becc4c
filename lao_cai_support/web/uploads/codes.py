"""Reading the QR codes on scanned pages."""

import io
from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal

MOST_PAGES = 40
_WIDTH = 1700  # pixels a page is drawn with: 200 to the inch of A4


def codes_on_pages(content: bytes, kind: str) -> list[list[str]]:
    """What the QR codes of each page say; ``kind`` pdf or jpg. Raises Refusal for a PDF of too many pages."""
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [[code.text for code in zxingcpp.read_barcodes(page, formats)] for page in _pages(content, kind)]


def _pages(content: bytes, kind: str) -> Any:
    from PIL import Image

    if kind != "pdf":
        with Image.open(io.BytesIO(content)) as picture:
            yield picture.convert("L")
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        if len(document) > MOST_PAGES:
            raise Refusal(_("Tệp có quá %(limit)s trang. Hãy chia nhỏ.") % {"limit": MOST_PAGES}, field="file")
        for page in document:
            scale = min(_WIDTH / max(page.get_width(), 1), 4.0)
            yield page.render(scale=scale, grayscale=True).to_pil()
    finally:
        document.close()


def pages_of(content: bytes, pages: list[int]) -> bytes:
    """These pages of a PDF as a PDF of their own; pages are counted from 0."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf, pikepdf.new() as part:
        for number in pages:
            part.pages.append(pdf.pages[number])
        part.save(out, deterministic_id=True)
    return out.getvalue()
