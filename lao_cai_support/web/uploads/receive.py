"""The first look at an upload: how big it is, what its name ends with, what it starts with."""

from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal

MB = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"


def received(upload: Any, *, max_bytes: int) -> bytes:
    """The upload's bytes, read no further than one byte past the limit (the stated size may lie)."""
    upload.seek(0)
    content = upload.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise Refusal(
            _("Tệp lớn hơn %(limit)s MB. Hãy chia nhỏ hoặc giảm dung lượng rồi tải lên lại.")
            % {"limit": max_bytes // MB},
            code="too_large",
        )
    if not content:
        raise Refusal(_("Tệp không có nội dung. Hãy chọn lại tệp."), code="empty")
    return content


def ending(upload: Any) -> str:
    """The name's ending in small letters without its dot ("xlsx"); nothing when there is none."""
    return PurePath(str(upload.name or "").replace("\\", "/")).suffix.lower().removeprefix(".")


def damaged() -> Refusal:
    return Refusal(_("Tệp bị hỏng hoặc không đúng định dạng. Hãy mở, lưu lại rồi tải lên lại."), code="damaged")
