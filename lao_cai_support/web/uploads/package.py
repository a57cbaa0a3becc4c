"""Workbooks are zip packages of XML. Here one is inflated under count, before any reader opens it.

A 300 kB package can hold a 300 MB cell, a sheet of one cell at each far corner, or one long text named by a
hundred thousand cells. So bytes, entries, rows, the rectangle of each sheet and the text the cells stand for
are all counted while inflating; the sizes that the package states about itself are only compared.
"""

import io
import re
import struct
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.quick import QuickSheet
from lao_cai_support.web.uploads.receive import MB, damaged
from lao_cai_support.web.uploads.sheets import OpenDocumentCount, SheetCount, too_much_text
from lao_cai_support.web.uploads.where import cell_of_long_text

MAX_UNPACKED = 150 * MB
MAX_RATIO = 100
MAX_ENTRIES = 200
_CHUNK = 256 * 1024
_LOCAL = struct.Struct("<4s5H3L2H")
_SHEET = re.compile(r"^/?xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "basic/", "scripts/")


def check_package(content: bytes, kind: str) -> None:
    """Inflate the whole package once. Raises Refusal for bombs, macros, DOCTYPE, damage, huge sheets."""
    try:
        _check(content, kind)
    except Refusal as refusal:
        if refusal.code != "text" or kind != "xlsx":
            raise
        raise too_much_text(*cell_of_long_text(content, _inflate)) from None


def _check(content: bytes, kind: str) -> None:
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise damaged() from None
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refusal(
            _("Tệp chứa quá nhiều phần (tối đa %(limit)s). Hãy chép danh sách sang một tệp mới.")
            % {"limit": MAX_ENTRIES},
            code="entries",
        )
    _check_names(entries, kind)
    count = SheetCount() if kind == "xlsx" else OpenDocumentCount()
    unpacked = 0
    for entry in entries:
        quick = QuickSheet() if isinstance(count, SheetCount) and _SHEET.match(entry.filename) else None
        parser = None
        seen = 0
        for chunk in _inflate(content, entry):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED or unpacked > max(MAX_RATIO * len(content), MB):
                raise Refusal(
                    _("Tệp bung ra quá lớn so với dung lượng nén. Hãy chép danh sách sang một tệp mới."),
                    code="bomb",
                )
            if kind == "ods" and entry.filename.lower() == "meta-inf/manifest.xml" and b"encryption-data" in chunk:
                raise _password()
            if not seen:
                parser = _parser(entry.filename, chunk, None if quick else count)
            seen += len(chunk)
            _feed(parser, chunk, final=False)
            if quick:
                quick.feed(chunk)
        _feed(parser, b"", final=True)
        if quick and isinstance(count, SheetCount):
            quick.finish()
            if quick.doubt or not count.takes(quick):
                _count_exactly(content, entry, count)
    count.settle()


def _count_exactly(content: bytes, entry: zipfile.ZipInfo, count: SheetCount) -> None:
    """Cell by cell, for a sheet whose bounds say too little; its bytes are known to keep to the limits."""
    parser = None
    for chunk in _inflate(content, entry):
        parser = parser or _parser(entry.filename, chunk, count)
        _feed(parser, chunk, final=False)
    _feed(parser, b"", final=True)


def _check_names(entries: list[zipfile.ZipInfo], kind: str) -> None:
    names = [entry.filename.replace("\\", "/").lower() for entry in entries]
    if len(set(names)) != len(names) or any(
        name.startswith("/") or ".." in name.split("/") or "\0" in name for name in names
    ):
        raise damaged()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _password()
    if any(part in name for name in names for part in _MACRO_PARTS):
        raise macros()
    needed = {"xlsx": "[content_types].xml", "ods": "content.xml"}[kind]
    if needed not in names:
        raise damaged()


def _password() -> Refusal:
    return Refusal(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."), code="password")


def macros() -> Refusal:
    return Refusal(
        _("Tệp có macro nên không được nhận. Hãy lưu lại thành tệp .xlsx không có macro rồi tải lên."),
        code="macro",
    )


def _inflate(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes in small pieces, from its own place in the file; damage raises Refusal."""
    head = content[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise damaged()
    fields = _LOCAL.unpack(head)
    start = entry.header_offset + _LOCAL.size + fields[9] + fields[10]
    packed = memoryview(content)[start : start + entry.compress_size]
    if len(packed) != entry.compress_size:
        raise damaged()
    size, crc = 0, 0
    if entry.compress_type == zipfile.ZIP_STORED:
        pieces: Iterator[bytes] = (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _deflated(packed)
    else:
        raise damaged()
    for piece in pieces:
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != entry.file_size or crc != entry.CRC:
        raise damaged()


def _deflated(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not engine.eof:
            piece = engine.decompress(rest, _CHUNK)
            rest = engine.unconsumed_tail
            if piece:
                yield piece
            elif not rest:
                break
    except zlib.error:
        raise damaged() from None
    if not engine.eof or engine.unused_data:
        raise damaged()


def _parser(
    name: str, first: bytes, count: SheetCount | OpenDocumentCount | None
) -> xml.parsers.expat.XMLParserType | None:
    """A reader for this part when it is XML, judged by its bytes and not by its name; without ``count`` it only
    refuses a DOCTYPE and damage."""
    start = first[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if not start.startswith(b"<"):
        return None
    if name.lower().endswith(".vml"):  # old drawings are often not well formed, and nothing here reads them
        if b"<!DOCTYPE" in first.replace(b"\0", b""):
            raise _doctype()
        return None
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if count:
        count.listen(parser)
    return parser


def _doctype() -> Refusal:
    return Refusal(_("Tệp chứa khai báo không an toàn (DOCTYPE). Hãy chép danh sách sang một tệp mới."), code="doctype")


def _refuse_doctype(*_args: object) -> None:
    raise _doctype()


def _feed(parser: xml.parsers.expat.XMLParserType | None, chunk: bytes, *, final: bool) -> None:
    if parser is None:
        return
    try:
        parser.Parse(chunk, final)
    except xml.parsers.expat.ExpatError:
        raise damaged() from None
