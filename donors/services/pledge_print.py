"""Papers of a pledge: the agreement of support and the letter that turns an offer down.

Layout: NĐ 30/2020/NĐ-CP, Phụ lục I; content of the agreement: domain/funds 3.2 (giver, amount or goods, schedule,
purpose, reporting, use of the name, what is given back).
"""

import segno
from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import translation

from children.models import CircumstanceKind, EthnicGroup, Item, SupportArea
from children.models.child import Sex
from donors.models import Earmark, Pledge
from donors.services.instalment import parts_of
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.pdf import print_template
from lao_cai_support.web.words import dong_in_words


def terms_told(mark: Earmark | None) -> list[tuple[str, str]]:
    """What a donor restricts, in words of the reader's language: pairs of what and which."""
    if mark is None:
        return []
    _ = translation.gettext
    named = (
        (_("Lĩnh vực"), _names(SupportArea, mark.areas)),
        (_("Mặt hàng"), _names(Item, mark.items)),
        (_("Nơi"), ", ".join(unit.title for unit in units_at(mark.places))),
        (_("Hoàn cảnh"), _names(CircumstanceKind, mark.circumstances)),
        (_("Dân tộc"), _names(EthnicGroup, mark.ethnic_groups)),
        (_("Giới tính"), ", ".join(str(Sex(sex).label) for sex in mark.sexes)),
        (_("Tuổi"), _ages(mark)),
        (_("Dùng xong trước ngày"), mark.use_until.strftime("%d/%m/%Y") if mark.use_until else ""),
        (_("Mục đích"), mark.purpose),
        (_("Phần còn lại"), str(mark.get_leftover_display())),
    )
    return [(what, which) for what, which in named if which]


def _names(model: type[Model], codes: list[str]) -> str:
    return ", ".join(str(row) for row in model._default_manager.filter(pk__in=codes)) if codes else ""


def units_at(paths: list[str]) -> list[AdministrativeUnit]:
    """The units of these paths, of today where they still are."""
    if not paths:
        return []
    rows = AdministrativeUnit.objects.filter(path__in=paths).order_by("path", "-valid")
    return list({unit.path: unit for unit in reversed(rows)}.values())


def _ages(mark: Earmark) -> str:
    if mark.age_from is None and mark.age_to is None:
        return ""
    low, high = mark.age_from or 0, 16 if mark.age_to is None else mark.age_to
    return f"{low}–{high}"


def agreement_pdf(pledge: Pledge) -> bytes:
    """The agreement of support, to be signed by both sides; blank where nothing is decided yet."""
    with translation.override("vi"):
        context = {
            "pledge": pledge,
            "on": pledge.accepted_on or today(),
            "words": dong_in_words(pledge.value + pledge.written_off),
            "total": pledge.value + pledge.written_off,
            "pieces": (pledge.value + pledge.written_off) // pledge.unit_value if pledge.unit_value else None,
            "parts": parts_of(pledge),
            "terms": terms_told(pledge.earmark),
            "contact": pledge.donor.contacts.first(),
            "qr": _qr(pledge),
        }
    return print_template("donors/print/agreement.html", context, title=f"Thỏa thuận hỗ trợ {pledge.code}")


def refusal_pdf(pledge: Pledge) -> bytes:
    """The letter to the donor whose offer could not be taken."""
    context = {"pledge": pledge, "on": today(), "contact": pledge.donor.contacts.first()}
    return print_template("donors/print/refusal.html", context, title=f"Thư trả lời {pledge.code}")


def _qr(pledge: Pledge) -> str:
    address = settings.SITE_URL + reverse("donors:pledge_detail", args=[pledge.code])
    return str(segno.make(address, error="m").svg_data_uri(scale=3, border=1))
