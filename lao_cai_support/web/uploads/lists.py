"""Lists as communes send them: XLSX, XLS, ODS, CSV."""

from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.package import check_package, macros
from lao_cai_support.web.uploads.receive import MB, OLE, PDF, ZIP, damaged, ending, received
from lao_cai_support.web.uploads.sheets import MAX_ROWS, too_many_rows

MAX_LIST = 10 * MB
_VBA = "_VBA_PROJECT".encode("utf-16-le")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def check_workbook(upload: Any) -> bytes:
    """The bytes of an uploaded list that may be read: at most 10 MB packed, 150 MB unpacked, 120,000 rows.

    Raises Refusal for anything else: another kind, a name that does not fit, macros, a password, a bomb.
    """
    kind = ending(upload)
    if kind in ("xlsm", "xltm", "xlsb", "xlam"):
        raise macros()
    if kind not in ("xlsx", "xls", "ods", "csv"):
        raise Refusal(_("Danh sách phải là tệp .xlsx, .xls, .ods hoặc .csv."), code="kind")
    content = received(upload, max_bytes=MAX_LIST)
    if kind in ("xlsx", "xls") and content.startswith(OLE) and _ENCRYPTED in content:
        raise Refusal(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."), code="password")
    if kind in ("xlsx", "ods"):
        _check_start(content, ZIP)
        check_package(content, kind)
    elif kind == "xls":
        _check_start(content, OLE)
        if _VBA in content:
            raise macros()
    else:
        _check_text(content)
    return content


def _check_start(content: bytes, magic: bytes) -> None:
    if not content.startswith(magic):
        raise Refusal(
            _("Nội dung tệp không khớp với đuôi tên tệp. Hãy mở tệp, lưu lại đúng định dạng rồi tải lên."),
            code="kind",
        )


def _check_text(content: bytes) -> None:
    if content.startswith((ZIP, OLE, PDF)) or (b"\0" in content and not content.startswith(_UTF16)):
        raise damaged()
    if content.count(b"\n") > MAX_ROWS or content.count(b"\r") > 2 * MAX_ROWS:
        raise too_many_rows()
