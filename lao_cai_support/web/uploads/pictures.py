"""Photographs: kept only as re-drawn pictures, so nothing that hid in the file comes along."""

import io
import warnings
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.receive import MB, damaged, ending, received

MAX_PICTURE = 12 * MB
MAX_PIXELS = 40_000_000
_STARTS = {
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "webp": (b"RIFF",),
}


@dataclass(frozen=True)
class Picture:
    """A JPEG without place, device or date in it; sizes in pixels."""

    content: bytes
    width: int
    height: int


def check_picture(upload: Any, *, max_side: int = 1600) -> Picture:
    """Draw the uploaded JPG, PNG or WebP anew: turned upright, at most ``max_side`` pixels long, no metadata.

    Raises Refusal for anything else, for more than 12 MB and for more than 40 million pixels.
    """
    kind = ending(upload)
    if kind not in _STARTS:
        raise Refusal(_("Ảnh phải là tệp .jpg, .png hoặc .webp."), code="kind")
    content = received(upload, max_bytes=MAX_PICTURE)
    if not content.startswith(_STARTS[kind]) or (kind == "webp" and content[8:12] != b"WEBP"):
        raise Refusal(_("Nội dung tệp không phải là ảnh đúng với đuôi tên tệp. Hãy chọn ảnh khác."), code="kind")
    return redrawn(content, max_side=max_side)


def redrawn(content: bytes, *, max_side: int) -> Picture:
    """The picture in these bytes as a new JPEG; the pixels are counted before they are decoded."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as source:
                if source.width * source.height > MAX_PIXELS:
                    raise Refusal(
                        _("Ảnh có quá nhiều điểm ảnh (tối đa %(limit)s triệu). Hãy giảm kích thước ảnh.")
                        % {"limit": MAX_PIXELS // 1_000_000},
                        code="pixels",
                    )
                upright = ImageOps.exif_transpose(source)
                upright.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
                drawn = Image.new("RGB", upright.size, "white")
                layer = upright.convert("RGBA")
                drawn.paste(layer, mask=layer.getchannel("A"))
    except Refusal:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise damaged() from None
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85, optimize=True)
    return Picture(out.getvalue(), drawn.width, drawn.height)
