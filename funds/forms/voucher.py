"""What is typed on a voucher and a distribution."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import Item
from donors.models import Campaign, Donor, Earmark, Pledge, Sponsorship
from funds.ledger.figures import earmarks_left
from funds.models import ExpenditureKind, Fund, FundPlace
from funds.models.distribution import Grouping
from funds.models.fund import Decider
from funds.models.lot import VALUED, Basis
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField, format_vnd


def promised(form: str) -> QuerySet:
    """Agreed pledges of money or of goods that reach the children through a fund."""
    return Pledge.objects.filter(state="accepted", form=form, route="fund").select_related("donor", "item")


def sponsored(fund: Fund) -> QuerySet:
    """Signed sponsorships of the fund's own unit whose money goes through it; one that stands still may still be given to."""
    rows = Sponsorship.objects.filter(route="fund", signed_on__isnull=False, unit=fund.unit_id)
    return rows.select_related("donor", "known_as").order_by("donor__sort_key", "pk")


class SponsorshipField(forms.ModelChoiceField):
    """A sponsorship, told by its donor and the child's code: no name."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Theo thỏa thuận đỡ đầu"),
            queryset=Sponsorship.objects.none(),
            required=False,
            empty_label=_("Không phải tiền đỡ đầu"),
        )

    def label_from_instance(self, row: Any) -> str:
        return gettext("%(donor)s, trẻ mã %(code)s, %(monthly)s mỗi tháng") % {
            "donor": row.donor,
            "code": row.known_as,
            "monthly": format_vnd(row.monthly),
        }


class EarmarkField(forms.ModelChoiceField):
    """An earmark with something left, told by its purpose, what is left of it and what its donor wants done with that."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Từ khoản có địa chỉ"),
            queryset=Earmark.objects.none(),
            required=False,
            empty_label=_("Không, từ quỹ chung"),
        )

    def label_from_instance(self, earmark: Any) -> str:
        purpose = earmark.purpose or gettext("có chỉ định")
        told = {"purpose": purpose, "left": format_vnd(earmark.left), "rule": earmark.get_leftover_display()}
        return gettext("%(purpose)s, còn %(left)s (phần còn lại: %(rule)s)") % told


class DeciderField(forms.ChoiceField):
    """Who decided on the payment; asked only where the fund has limits."""

    def __init__(self) -> None:
        super().__init__(label=_("Người quyết định chi"), choices=Decider.choices, initial=Decider.HEAD)


class FundForm(forms.Form):
    """A form of one fund: its own places only."""

    kinds: tuple[str, ...] = ("cash", "bank")

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fund = fund
        if "place" in self.fields:
            open_ones = Q(closed_on__isnull=True) | Q(closed_on__gt=today())
            offer(self, "place", FundPlace.objects.filter(open_ones, fund=fund, kind__in=self.kinds))
        if "day" in self.fields:
            self.fields["day"].initial = today()
        if "decided_by" in self.fields and not fund.limits.filter(valid__contains=today()).exists():
            del self.fields["decided_by"]
        if "earmark" in self.fields:
            offer(self, "earmark", earmarks_left(fund))


class ReceiptForm(FundForm):
    pledge = forms.ModelChoiceField(
        label=_("Theo cam kết"), queryset=Pledge.objects.none(), required=False, empty_label=_("Không theo cam kết nào")
    )
    sponsorship = SponsorshipField()
    donor = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Nhà tài trợ"),
        queryset=Donor.objects.filter(archived=False),
        required=False,
        empty_label=_("Người góp không có hồ sơ"),
    )
    party = forms.CharField(label=_("Họ tên người nộp"), max_length=200)
    party_address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    day = forms.DateField(label=_("Ngày"), widget=DateInput())
    place = forms.ModelChoiceField(label=_("Thu vào"), queryset=FundPlace.objects.none())
    amount = VndFormField(label=_("Số tiền"), min_value=1000)
    reason = forms.CharField(label=_("Lý do nộp"), max_length=300)
    foreign_approval = forms.CharField(
        label=_("Văn bản phê duyệt viện trợ"),
        max_length=60,
        required=False,
        help_text=_("Bắt buộc với tài trợ nước ngoài (NĐ 80/2020)."),
    )
    foreign_approved_on = forms.DateField(label=_("Ngày phê duyệt viện trợ"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pledge", promised("money"))
        offer(self, "sponsorship", sponsored(self.fund))


class GoodsReceiptForm(FundForm):
    kinds = ("store",)
    pledge = forms.ModelChoiceField(
        label=_("Theo cam kết"), queryset=Pledge.objects.none(), required=False, empty_label=_("Không theo cam kết nào")
    )
    donor = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Nhà tài trợ"),
        queryset=Donor.objects.filter(archived=False),
        required=False,
        empty_label=_("Người góp không có hồ sơ"),
    )
    party = forms.CharField(label=_("Họ tên người giao"), max_length=200)
    day = forms.DateField(label=_("Ngày"), widget=DateInput())
    place = forms.ModelChoiceField(label=_("Nhập vào kho"), queryset=FundPlace.objects.none())
    item = forms.ModelChoiceField(label=_("Mặt hàng"), queryset=Item.objects.filter(is_money=False))
    size = forms.CharField(label=_("Cỡ"), max_length=10, required=False)
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=1_000_000)
    declared_value = VndFormField(
        label=_("Đơn giá nhà tài trợ khai"),
        min_value=1,
        required=False,
        help_text=_("Giữ riêng, không vào sổ."),
    )
    unit_value = VndFormField(
        label=_("Đơn giá định giá"),
        min_value=0,
        help_text=_("Giá Quỹ xác định và ghi sổ; 0 khi không xác định được, hàng chỉ theo dõi số lượng."),
    )
    basis = forms.ChoiceField(
        label=_("Cách định giá"),
        choices=Basis.choices,
        initial=Basis.INVOICE,
        required=False,
        help_text=_("Lấy cách đầu tiên có được, từ trên xuống."),
    )
    evidence = forms.CharField(label=_("Căn cứ của giá"), max_length=200, required=False)
    used = forms.BooleanField(label=_("Hàng đã qua sử dụng"), required=False)
    new_price = VndFormField(label=_("Giá hàng mới cùng loại"), min_value=1, required=False)
    expires_on = forms.DateField(label=_("Hạn dùng"), widget=DateInput(), required=False)
    quality_paper = forms.CharField(label=_("Giấy chất lượng, kiểm định"), max_length=200, required=False)
    quality_until = forms.DateField(label=_("Giấy chất lượng đến ngày"), widget=DateInput(), required=False)
    reason = forms.CharField(label=_("Căn cứ, lý do nhập"), max_length=300)
    foreign_approval = forms.CharField(
        label=_("Văn bản phê duyệt viện trợ"),
        max_length=60,
        required=False,
        help_text=_("Bắt buộc với tài trợ nước ngoài (NĐ 80/2020)."),
    )
    foreign_approved_on = forms.DateField(label=_("Ngày phê duyệt viện trợ"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pledge", promised("goods"))

    def line(self) -> dict[str, Any]:
        line = {
            name: self.cleaned_data[name] for name in ("item", "size", "quantity", "unit_value", "expires_on", *VALUED)
        }
        return line | {"basis": line["basis"] or Basis.INVOICE}


class PaymentForm(FundForm):
    expenditure = forms.ModelChoiceField(
        label=_("Khoản chi"), queryset=ExpenditureKind.objects.filter(code__regex=r"^[CM]")
    )
    party = forms.CharField(label=_("Họ tên người nhận"), max_length=200)
    party_address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    day = forms.DateField(label=_("Ngày"), widget=DateInput())
    place = forms.ModelChoiceField(label=_("Chi từ"), queryset=FundPlace.objects.none())
    earmark = EarmarkField()
    amount = VndFormField(label=_("Số tiền"), min_value=1000)
    reason = forms.CharField(label=_("Lý do chi"), max_length=300)
    decision_no = forms.CharField(label=_("Số quyết định chi"), max_length=60)
    decision_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput())
    decided_by = DeciderField()
    by_list = forms.BooleanField(
        label=_("Trả cho trẻ em theo danh sách ký nhận"),
        required=False,
        help_text=_("Danh sách được lập sau khi lưu, trước khi duyệt."),
    )
    campaign = forms.ModelChoiceField(
        label=_("Thuộc chiến dịch"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("Không thuộc chiến dịch nào"),
    )
    commune = forms.ModelChoiceField(
        label=_("Chi cho địa bàn"),
        queryset=AdministrativeUnit.objects.none(),
        required=False,
        empty_label=_("Không theo địa bàn"),
        help_text=_("Bắt buộc khi nhà tài trợ chỉ định địa bàn."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = AdministrativeUnit.objects.as_of(today()).under(self.fund.unit)
        offer(self, "campaign", Campaign.objects.filter(valid__contains=today()).exclude(state="draft"))
        offer(self, "commune", (below | AdministrativeUnit.objects.filter(pk=self.fund.unit_id)).order_by("path"))


class DistributionForm(FundForm):
    name = forms.CharField(label=_("Tên đợt"), max_length=160)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)
    decision_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput())
    decided_by = DeciderField()
    hand_out_on = forms.DateField(label=_("Ngày trao"), widget=DateInput())
    place = forms.ModelChoiceField(
        label=_("Chi tiền từ"),
        queryset=FundPlace.objects.none(),
        required=False,
        help_text=_("Chỉ cần khi có phần hỗ trợ bằng tiền."),
    )
    grouping = forms.ChoiceField(
        label=_("Bảng ký nhận"), choices=Grouping.choices, initial=Grouping.COMMUNE, required=False
    )

    def clean_grouping(self) -> str:
        return self.cleaned_data["grouping"] or Grouping.COMMUNE
