"""Pictures of deliveries, only with consent (Children Law Art. 21; NĐ 56/2017 Art. 33: private life of the child)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Child
from children.models.consent import Purpose
from children.services.consent import consent_valid
from funds.models import Sheet, SheetLine, SheetPhoto
from funds.services.distribution import may_record
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.text import fold
from lao_cai_support.web.uploads import check_picture

FOLDER = "deliveries"
MOST = 20  # pictures of one sheet


def children_of(user: Any, sheet: Sheet) -> list[Child]:
    """The sheet's children whom the person may know."""
    lines = SheetLine.objects.visible_to(user).filter(sheet=sheet, allocation__need__child__isnull=False)
    return list(Child.objects.filter(needs__allocations__sheet_lines__in=lines).distinct().order_by("sort_key", "pk"))


def add_photo(
    *, user: Any, sheet: Sheet, upload: Any, children: Sequence[Child], nobody: bool, caption: str = ""
) -> SheetPhoto:
    """Keep a picture of a delivery, re-drawn without place and device. ``nobody`` says that no child can be recognised.

    Raises Refusal when a child in it has no valid consent today, or when nothing is said of who is in it.
    """
    if not may_record(user, sheet):
        raise Refusal(_("Bảng ký nhận này do cán bộ xã, thủ quỹ hoặc chính trường đó ghi kết quả."), code="right")
    if bool(children) == nobody:
        raise Refusal(
            _("Hãy chọn các trẻ nhận ra được trong ảnh, hoặc xác nhận không nhận ra trẻ nào."), field="children"
        )
    words = f" {fold(caption)} "
    if any(f" {fold(child.full_name)} " in words for child in children_of(user, sheet)):
        raise Refusal(_("Chú thích không được có tên trẻ. Hãy bỏ tên rồi lưu lại."), field="caption", code="name")
    missing = [child for child in children if not consent_valid(child, Purpose.PICTURE, today())]
    if missing:
        sentence = _("Chưa có sự đồng ý dùng hình ảnh của: %(names)s. Hãy xin đồng ý trước, hoặc dùng ảnh khác.")
        raise Refusal(
            sentence % {"names": ", ".join(child.full_name for child in missing)}, field="children", code="consent"
        )
    _refuse_more(sheet)
    picture = check_picture(upload)
    stored = store_private(FOLDER, picture.content, ending="jpg")
    try:
        with transaction.atomic():
            _refuse_more(
                Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
            )  # two at once are counted one by one
            photo = SheetPhoto.objects.create(
                sheet=sheet, stored=stored, caption=caption.strip()[:200], taken_on=today(), uploaded_by=user
            )
            photo.children.set(children)
            detail = {"list": sheet.place_name, "sheet": sheet.code}
            record(user, "sheet.photo", sheet.distribution, unit=sheet.unit_id, detail=detail)
    except BaseException:
        remove_private(stored)
        raise
    return photo


def _refuse_more(sheet: Sheet) -> None:
    if sheet.photos.count() >= MOST:
        raise Refusal(_("Một bảng ký nhận giữ nhiều nhất %(most)s ảnh.") % {"most": MOST}, field="file", code="most")


def may_look(user: Any, photo: SheetPhoto) -> bool:
    """Whoever sees all children in it on the sheet, as long as each consent holds."""
    return bool(_lookable(user, photo.sheet, [photo]))


def photos_for(user: Any, sheet: Sheet) -> list[SheetPhoto]:
    """The sheet's pictures that the person may look at today."""
    return _lookable(user, sheet, list(sheet.photos.prefetch_related("children")))


def _lookable(user: Any, sheet: Sheet, photos: list[SheetPhoto]) -> list[SheetPhoto]:
    """Each child is asked for once, however many pictures show it."""
    known = set(
        SheetLine.objects.visible_to(user).filter(sheet=sheet).values_list("allocation__need__child", flat=True)
    )
    if not known:
        return []
    shown = {child.pk: child for photo in photos for child in photo.children.all()}
    agreed = {pk for pk, child in shown.items() if pk in known and consent_valid(child, Purpose.PICTURE, today())}
    return [photo for photo in photos if all(child.pk in agreed for child in photo.children.all())]
