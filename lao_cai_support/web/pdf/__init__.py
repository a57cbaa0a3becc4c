"""Printed documents: HTML of our own templates → tagged PDF, the same bytes for the same HTML.

The typesetting library is loaded only when a document is made, so the site runs where it cannot print.
"""

import base64
import datetime
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pdf.tags import mend_tags

PUBLIC = "pdf/ua-1"  # accessible, for readers
ARCHIVE = "pdf/a-3a"  # for keeping: fonts and colours inside, the data file attached
_RANDOM_ID = re.compile(rb"xmp\.(did|iid):[0-9a-f-]{36}")


@dataclass(frozen=True)
class Attached:
    """A file carried inside the PDF: name, bytes, a sentence about it, its day, its role (ISO 32000-2)."""

    name: str
    content: bytes
    description: str
    day: datetime.date
    relationship: str = "Data"


@cache
def stylesheet() -> str:
    """The look of printed documents."""
    return (Path(__file__).parent / "print.css").read_text(encoding="utf-8")


@cache
def band_picture() -> str:
    """The woven band of covers, as a background: decoration, which nobody needs read aloud."""
    picture = (Path(__file__).parent / "band.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"


def render_pdf(html: str, *, title: str, variant: str = PUBLIC, attachments: Sequence[Attached] = ()) -> bytes:
    """Typeset a whole HTML page (``<html lang>`` included) with the portal's printed look.

    ``title`` is what readers show as the document's name. Nothing is fetched: pictures are inline SVG or
    data: addresses. The same arguments give the same bytes. Raises Refusal when the machine cannot typeset.
    """
    try:
        from weasyprint import CSS, HTML, Attachment
        from weasyprint.urls import URLFetcher
    except OSError:  # Pango and its friends are system packages
        raise Refusal(
            _("Máy chủ chưa có thư viện in PDF (Pango). Hãy báo quản trị cổng cài đặt rồi thử lại."),
            code="no_pdf",
        ) from None
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    look = CSS(string=stylesheet(), url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher).render(stylesheets=[look])
    document.metadata.title = title
    document.metadata.attachments = []  # only what the caller hands over, never what a page's text asks for
    written = document.write_pdf(
        pdf_variant=variant,
        attachments=[
            Attachment(
                string=one.content,
                name=one.name,
                description=one.description,
                created=_moment(one.day),
                modified=_moment(one.day),
                relationship=one.relationship,
            )
            for one in attachments
        ]
        or None,
    )
    return _finished(written, seed=html.encode())


def print_template(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    variant: str = PUBLIC,
    attachments: Sequence[Attached] = (),
) -> bytes:
    """Fill a template that extends ``print/base.html`` and typeset it; see render_pdf().

    Papers of the office are in Vietnamese, whatever language the person at the screen reads.
    """
    with translation.override("vi"):
        html = render_to_string(template, {**context, "document_title": title})
    return render_pdf(html, title=title, variant=variant, attachments=attachments)


def problem() -> str:
    """What keeps this machine from typesetting, in English for who runs it; nothing when all is well."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return (
            "PDF: system libraries are missing. On Debian or Ubuntu: apt-get install --no-install-recommends "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2"
        )
    page = render_pdf('<html lang="vi"><title>x</title><p>Nguyễn Thị Ước</p></html>', title="x")
    if b"Liberation" not in _font_names(page):
        return "PDF: the Liberation fonts are missing. On Debian or Ubuntu: apt-get install fonts-liberation2"
    return ""


def _moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


def _finished(written: bytes, *, seed: bytes) -> bytes:
    """Mend the tags and take out what differs from run to run."""
    import pikepdf

    with pikepdf.open(io.BytesIO(written)) as pdf:
        mend_tags(pdf)
        if "/Metadata" in pdf.Root:
            number = hashlib.sha256(seed).hexdigest()
            fixed = f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:32]}".encode()
            stream: Any = pdf.Root.Metadata
            stream.write(_RANDOM_ID.sub(lambda match: b"xmp." + match[1] + b":" + fixed, stream.read_bytes()))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _font_names(content: bytes) -> bytes:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return b" ".join(
            str(item.BaseFont).encode()
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item
        )
