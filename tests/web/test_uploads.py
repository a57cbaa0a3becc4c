"""Files that come in: honest ones pass, every trick known to us is refused with a sentence."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from typing import Any

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads import check_paper, check_picture, check_workbook
from lao_cai_support.web.uploads import package as package_module

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def _upload(content: bytes, name: str = "danh-sach.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _workbook(rows: int = 20) -> bytes:
    book = openpyxl.Workbook()
    for number in range(rows):
        book.active.append([number, f"Giàng A Páo {number}", 2015, "x"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _package(parts: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {"[Content_Types].xml": TYPES, **parts}.items():
            made.writestr(name, content)
    return out.getvalue()


def _sheet(body: str, **more: Any) -> bytes:
    return _package({"xl/worksheets/sheet1.xml": SHEET.format(body), **more})


def _refused(content: bytes, name: str = "danh-sach.xlsx") -> str:
    with pytest.raises(Refusal) as refusal:
        check_workbook(_upload(content, name))
    assert len(str(refusal.value)) > 20, "the person is told what to do"
    return refusal.value.code


def test_an_honest_workbook_comes_back_unchanged() -> None:
    content = _workbook()
    assert check_workbook(_upload(content)) == content
    assert check_workbook(_upload(content, "C:\\Danh sách\\DANH SACH.XLSX")) == content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("STT,Họ và tên\n1,Lù Thị Mẩy\n".encode(), "a.csv"),
        ("STT;Họ và tên\n1;Lù Thị Mẩy\n".encode("utf-16"), "a.csv"),
    ],
)
def test_plain_text_lists_pass(content: bytes, name: str) -> None:
    assert check_workbook(_upload(content, name)) == content


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "too_large"),
        (b"%PDF-1.7", "a.xlsx", "kind"),
        (b"<html>", "a.xls", "kind"),
        (b"PK\x03\x04zip", "a.csv", "damaged"),
        (b"a,b\0c", "a.csv", "damaged"),
        (b"MZ\x90", "a.exe", "kind"),
        (b"PK\x03\x04", "a.xlsm", "macro"),
        (b"PK\x03\x04 not a package", "a.xlsx", "damaged"),
        (b"a\n" * 120_001, "a.csv", "rows"),
    ],
)
def test_other_files_are_refused(content: bytes, name: str, code: str) -> None:
    assert _refused(content, name) == code


def test_a_macro_under_an_honest_name_is_refused() -> None:
    assert _refused(_sheet("", **{"xl/vbaProject.bin": b"x"})) == "macro"
    types = TYPES.replace(
        "/>",
        '><Default Extension="x" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main"/></Types>',
    )
    assert _refused(_package({"[Content_Types].xml": types})) == "macro"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "_VBA_PROJECT".encode("utf-16-le")
    assert _refused(old, "a.xls") == "macro"


def test_password_is_named() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    assert _refused(locked) == "password"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_doctype_is_refused_in_any_encoding(encoding: str) -> None:
    entity = '<!ENTITY b SYSTEM "file:///etc/hostname">'
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [{entity}]><a>&b;</a>'
    assert _refused(_sheet("", **{"xl/sharedStrings.xml": text.encode(encoding)})) == "doctype"
    assert _refused(_sheet("", **{"xl/media/image1.png": text.encode(encoding)})) == "doctype"


def test_a_bomb_is_refused_without_being_unpacked_in_memory() -> None:
    bomb = _sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "a" * (200 * 1024 * 1024) + "</t></is></c></row>")
    assert len(bomb) < 1024 * 1024
    tracemalloc.start()
    assert _refused(bomb) in ("bomb", "text")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024


def test_a_bomb_of_spaces_between_cells_is_refused_by_its_bytes() -> None:
    assert _refused(_sheet(" " * (120 * 1024 * 1024))) == "bomb"


def test_a_package_that_lies_about_its_size_is_refused() -> None:
    """The size says 10 bytes: a reader that believes it would stop, another would inflate all."""
    content = bytearray(_package({"xl/worksheets/sheet1.xml": SHEET.format(" " * 5_000_000)}))
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 24, 10)
    assert _refused(bytes(content)) in ("damaged", "bomb")


def test_a_package_with_a_wrong_checksum_is_refused() -> None:
    content = bytearray(_workbook())
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 16, zlib.crc32(b"other"))
    assert _refused(bytes(content)) == "damaged"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil.xml"])
def test_names_that_climb_out_are_refused(name: str) -> None:
    assert _refused(_sheet("", **{name: "<a/>"})) == "damaged"


def test_too_many_entries() -> None:
    assert _refused(_sheet("", **{f"xl/p{n}.xml": "<a/>" for n in range(200)})) == "entries"


def test_two_far_corners_are_refused_before_a_reader_builds_the_rectangle() -> None:
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert _refused(_sheet(corners)) == "area"


def test_a_far_corner_that_is_only_coloured_is_fine() -> None:
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="3"/></row>'
    check_workbook(_upload(_sheet(body)))


def test_too_many_rows() -> None:
    assert _refused(_sheet("<row/>" * 120_001 + "<!--" + "".join(f"{n:x}" for n in range(200_000)) + "-->")) == "rows"


def test_one_long_text_named_by_many_cells_is_counted_each_time() -> None:
    strings = '<sst xmlns="m"><si><t>' + "".join(f"{n:05d}" for n in range(6_500)) + "</t></si></sst>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 7_500))
    assert _refused(_sheet(cells, **{"xl/sharedStrings.xml": strings})) == "text"


def test_damaged_xml_is_refused() -> None:
    assert _refused(_package({"xl/worksheets/sheet1.xml": "<worksheet><row>"})) == "damaged"


def _ods(body: str) -> bytes:
    content = (
        '<o:document-content xmlns:o="o" xmlns:t="t" xmlns:x="x"><t:table>' + body + "</t:table></o:document-content>"
    )
    return _package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def test_open_document_repeats_are_multiplied() -> None:
    cell = '<t:table-cell t:number-columns-repeated="{}"><x:p>a</x:p></t:table-cell>'
    row = '<t:table-row t:number-rows-repeated="{}">{}</t:table-row>'
    empty = row.format(1048500, '<t:table-cell t:number-columns-repeated="16384"/>')
    honest = _ods(row.format(3, cell.format(4)) + empty)
    assert check_workbook(_upload(honest, "a.ods")) == honest
    assert _refused(_ods(row.format(100_000, cell.format(1_000))), "a.ods") == "area"
    assert _refused(_ods(row.format(500_000, cell.format(1))), "a.ods") == "rows"
    assert _refused(_ods(empty + row.format(1, cell.format(1))), "a.ods") == "rows"


def test_merged_heads_comments_and_pictures_pass() -> None:
    """What openpyxl writes with merged heads, comments and pictures is an honest workbook too."""
    book = openpyxl.Workbook()
    book.active.merge_cells("A1:D1")
    book.active["A1"] = "DANH SÁCH TRẺ EM"
    book.active["A2"].comment = openpyxl.comments.Comment("ghi chú", "văn phòng")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "PNG")
    book.active.add_image(openpyxl.drawing.image.Image(picture), "F1")
    out = io.BytesIO()
    book.save(out)
    assert check_workbook(_upload(out.getvalue())) == out.getvalue()


def test_limits_are_as_written_down() -> None:
    assert package_module.MAX_UNPACKED == 150 * 1024 * 1024 and package_module.MAX_RATIO == 100


# -- pictures


def _photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **save)
    return out.getvalue()


def _with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 20.0, 0.0)})
    return _photo(exif=exif, comment=b"CANARY-COMMENT")


def test_a_photograph_is_redrawn_without_place_or_device() -> None:
    source = _with_exif()
    assert b"CANARY-CAMERA" in source
    made = check_picture(_upload(source + b"CANARY-TAIL<script>", "anh.jpg"))
    assert b"CANARY" not in made.content and b"Exif" not in made.content
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.format == "JPEG" and not image.getexif() and "comment" not in image.info
        assert image.size == (40, 60) == (made.width, made.height), "turned upright before its turning mark is lost"


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("JPEG", "A.JPEG")])
def test_kinds_of_pictures(kind: str, name: str) -> None:
    made = check_picture(_upload(_photo(kind, (3000, 1500)), name), max_side=800)
    assert (made.width, made.height) == (800, 400) and made.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (_photo("PNG"), "a.jpg", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "kind"),
        (b"\x89PNG\r\n\x1a\n broken", "a.png", "damaged"),
        (_photo()[:300], "a.jpg", "damaged"),
        (b"", "a.jpg", "empty"),
    ],
)
def test_what_is_not_a_picture_is_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        check_picture(_upload(content, name))
    assert refusal.value.code == code


def test_pixels_are_counted_before_they_are_decoded() -> None:
    """A few bytes that claim 60,000 × 60,000 points."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    content += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    with pytest.raises(Refusal) as refusal:
        check_picture(_upload(content, "a.png"))
    assert refusal.value.code in ("pixels", "damaged")


# -- papers


def _pdf(change: Any = None, **save: Any) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def test_a_plain_paper_is_kept_byte_for_byte() -> None:
    content = _pdf(lambda pdf: pdf.Root.__setattr__("OpenAction", pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])))
    paper = check_paper(_upload(content, "quyet-dinh.pdf"))
    assert (paper.content, paper.kind, paper.pages) == (content, "pdf", 1)


def _script(pdf: Any) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launch(pdf: Any) -> None:
    pdf.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))


def _carries(pdf: Any) -> None:
    pdf.attachments["evil.exe"] = b"MZ"


@pytest.mark.parametrize("change", [_script, _launch, _carries])
def test_a_paper_that_could_act_is_refused(change: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        check_paper(_upload(_pdf(change), "a.pdf"))
    assert refusal.value.code == "active"


def test_other_papers() -> None:
    photo = check_paper(_upload(_with_exif(), "giay.jpg"))
    assert photo.kind == "jpg" and b"CANARY" not in photo.content
    for content, name, code in [
        (_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "a.pdf", "password"),
        (b"%PDF-1.7 nothing", "a.pdf", "damaged"),
        (b"MZ", "a.pdf", "kind"),
        (b"MZ", "a.docx", "kind"),
    ]:
        with pytest.raises(Refusal) as refusal:
            check_paper(_upload(content, name))
        assert refusal.value.code == code, name


def test_a_long_list_is_checked_quickly() -> None:
    content = _workbook(2_000)
    start = time.perf_counter()
    assert check_workbook(_upload(content)) == content
    assert time.perf_counter() - start < 3


# -- lists: bounds instead of counting, and where a text is too long


def _text_sheet(rows: str, **more: Any) -> bytes:
    names = (
        '<workbook xmlns:r="r"><sheets><sheet name="Trang đầu" r:id="rId1"/></sheets></workbook>',
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    )
    return _sheet(rows, **{"xl/workbook.xml": names[0], "xl/_rels/workbook.xml.rels": names[1], **more})


LONG = "".join(f"{n:05d}" for n in range(8_000))  # 40,000 characters


@pytest.mark.parametrize("kind", ["inline", "shared", "rich"])
def test_a_cell_of_40000_characters_is_named_with_its_sheet(kind: str) -> None:
    told = {
        "inline": f'<c r="C7" t="inlineStr"><is><t>{LONG}</t></is></c>',
        "rich": f'<c r="C7" t="inlineStr"><is><r><t>{LONG[:20000]}</t></r><r><t>{LONG[20000:]}</t></r></is></c>',
        "shared": '<c r="C7" t="s"><v>1</v></c>',
    }[kind]
    strings = f"<sst><si><t>a</t></si><si><t>{LONG}</t></si></sst>"
    content = _text_sheet(f'<row r="7"><c r="A7"><v>1</v></c>{told}</row>', **{"xl/sharedStrings.xml": strings})
    with pytest.raises(Refusal) as refusal:
        check_workbook(_upload(content))
    assert refusal.value.code == "text"
    assert "“Trang đầu”" in str(refusal.value) and "C7" in str(refusal.value)


def test_a_long_text_of_an_open_document_is_named_too() -> None:
    row = "<t:table-row><t:table-cell/><t:table-cell><x:p>{}</x:p></t:table-cell></t:table-row>"
    content = _ods(row.format("a") + row.format(LONG)).replace(b"<t:table>", b"<t:table>")
    with pytest.raises(Refusal) as refusal:
        check_workbook(_upload(content, "a.ods"))
    assert "B2" in str(refusal.value)


def test_an_encrypted_open_document_is_named() -> None:
    content = _package(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<m><encryption-data/></m>",
            "content.xml": b"\x8f\x00\x11",
        }
    )
    assert _refused(content, "a.ods") == "password"


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><!-- --><c r="XFD1048576"><v>1</v></c></row>',
        '<x:row xmlns:x="x" r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        "<row r='1'><c r='A1'><v>1</v></c><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c t="n"\n r="A1"><v>1</v></c><c t="n"\n r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><q r="A2"/><c r=\'XFD1048576\'><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><f>1</f><v>1</v></c></row>',
    ],
)
def test_far_corners_are_found_however_the_sheet_is_written(body: str) -> None:
    """The quick look gives way to the exact count wherever it does not understand the sheet."""
    assert _refused(_sheet(body)) == "area"


@pytest.mark.parametrize(
    "value", ["<v>0</v>", "<v >0</v>", "<v> 0 </v>", "<v><![CDATA[0]]></v>", "<v>&#48;</v>", "<v\n>0</v>"]
)
def test_shared_texts_are_counted_however_they_are_named(value: str) -> None:
    strings = '<sst xmlns="m"><si><t>' + LONG[:32_500] + "</t></si></sst>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s">{value}</c></row>' for n in range(1, 7_500))
    assert _refused(_sheet(cells, **{"xl/sharedStrings.xml": strings})) == "text"


def test_another_encoding_hides_nothing() -> None:
    corners = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    sheet = SHEET.format(corners).replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>')
    assert _refused(_package({"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})) == "area"


def test_a_list_of_100000_rows_is_checked_in_seconds_and_little_memory() -> None:
    body = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{letter}{n}"><v>{n}</v></c>' for letter in "ABCDEFGHIJKL") + "</row>"
        for n in range(1, 100_001)
    )
    content = _sheet(body)
    del body
    start = time.process_time()
    assert check_workbook(_upload(content)) == content
    assert time.process_time() - start < 6
