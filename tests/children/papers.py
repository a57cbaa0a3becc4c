"""Small real files: a picture that says where and with what it was taken, and a paper of one page."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PLACE = "Bản Phố 2, Bắc Hà"


def a_photo(colour: str = "red", size: tuple[int, int] = (900, 600)) -> bytes:
    """A JPEG with a camera, a description and an embedded small picture in its EXIF."""
    exif = Image.Exif()
    exif[0x010F] = "Hãng máy ảnh"  # maker
    exif[0x010E] = PLACE  # description
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def a_pdf(title: str = "giấy") -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = title
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
