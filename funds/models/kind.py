"""Income and expenditure codes of the funds (domain/funds 1.2, 1.3)."""

from django.utils.translation import gettext_lazy as _

from children.models.reference import ReferenceEntry


class IncomeSource(ReferenceEntry):
    """T01…T99; T12–T15 are budget money and never meet donations, T99 is a memo."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("nguồn thu")


class ExpenditureKind(ReferenceEntry):
    """C… support, M… management within the ceiling, N… budget-paid, X… movements."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("khoản chi")
