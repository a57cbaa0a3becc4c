"""Income and expenditure codes of the funds (domain/funds 1.2, 1.3)."""

from django.utils.translation import gettext_lazy as _

from children.models.reference import ReferenceEntry

# Which expenditure code an area of support is booked under; goods outside the plan under C17.
KIND_OF_AREA = {"KCB": "C01", "DD": "C03", "VC": "C05", "DA": "C07", "KH": "C17"}
KIND_OF_ITEM = {
    "DD01": "C04",
    "DD02": "C04",
    "KCB03": "C02",
    "KCB04": "C02",
    "VC01": "C06",
    "VC04": "C13",
    "KH01": "C10",
    "KH02": "C09",
    "KH03": "C08",
    "KH04": "C11",
}


class IncomeSource(ReferenceEntry):
    """T01…T99; T12–T15 are budget money and never meet donations, T99 is a memo."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("nguồn thu")


class ExpenditureKind(ReferenceEntry):
    """C… support, M… management within the ceiling, N… budget-paid, X… movements."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("khoản chi")
