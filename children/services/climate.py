"""Where the cold comes first: the province moves a commune to another band."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import ColdBand, CommuneBand
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import record
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

RIGHT = "forms.edit"


@transaction.atomic
def set_band(*, user: Any, unit: AdministrativeUnit, band: ColdBand, basis: str) -> CommuneBand:
    """Say in which band a commune stands, on what basis (height, a decision). Needs already assessed keep their day.

    Raises Refusal at the field.
    """
    require(user, RIGHT, unit=unit)
    if unit.level != "commune":
        raise Refusal(_("Chỉ xã, phường, thị trấn có vùng rét."), field="unit")
    if not basis.strip():
        raise Refusal(_("Hãy ghi căn cứ: độ cao, văn bản, ý kiến của xã."), field="basis")
    AdministrativeUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    held = CommuneBand.objects.filter(unit=unit).first()
    if held and held.band_id == band.pk:
        raise Refusal(_("Xã đang ở đúng vùng này."), field="band")
    row, _made = CommuneBand.objects.update_or_create(unit=unit, defaults={"band": band, "basis": nfc(basis.strip())})
    before = held.band_id if held else ""
    record(user, "band.set", unit, right=RIGHT, unit=unit.pk, reason=row.basis, before=before, after=band.pk)
    return row
