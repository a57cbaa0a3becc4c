"""What is typed about pledges: the promise with its terms, the plan, papers, and how it ends."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from children.forms.child import DateInput
from children.models import CircumstanceKind, EthnicGroup, Item, SupportArea
from children.models.child import Sex
from donors.forms.donor import places
from donors.models import Campaign, Donor, Earmark, PledgePaper
from donors.models.pledge import Pledge, PledgeForm
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField, format_number, parse_vnd
from lao_cai_support.web.scanned import ACCEPT

_LINE = re.compile(r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*[:;,\t ]\s*(.+?)\s*$")


class PlanField(forms.CharField):
    """A plan typed line by line: a day and an amount. Gives pairs of day and number."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Các đợt thực hiện"))
        kwargs.setdefault(
            "help_text",
            _(
                "Mỗi dòng một đợt: ngày và số tiền (hiện vật: số chiếc), ví dụ 15/12/2024: 5.000.000. Bỏ trống: một lần."
            ),
        )
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> Any:
        told = []
        for line in str(super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            found = _LINE.match(line)
            try:
                if found is None:
                    raise ValueError
                day = datetime.date(int(found[3]), int(found[2]), int(found[1]))
                told.append((day, parse_vnd(found[4])))
            except ValueError:
                raise forms.ValidationError(
                    _("Không đọc được dòng “%(line)s”. Hãy ghi như 15/12/2024: 5.000.000."),
                    code="line",
                    params={"line": line.strip()[:60]},
                ) from None
        return told


def plan_text(rows: Any, piece: int | None) -> str:
    """A plan as it is typed."""
    return "\n".join(f"{row.due_on:%d/%m/%Y}: {format_number(row.value // (piece or 1))}" for row in rows)


def in_dong(plan: list[tuple[datetime.date, int]], piece: int | None) -> list[tuple[datetime.date, int]]:
    """What was typed in pieces, as đồng."""
    return [(day, number * (piece or 1)) for day, number in plan]


class PledgeEntryForm(forms.Form):
    """A promise of money or goods, its plan, and what the donor restricts."""

    donor = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Nhà tài trợ"), queryset=Donor.objects.filter(archived=False)
    )
    campaign = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Chiến dịch"), queryset=Campaign.objects.filter(state="published"), required=False
    )
    form = forms.ChoiceField(label=_("Hình thức"), choices=PledgeForm.choices)
    value = VndFormField(label=_("Số tiền"), required=False, min_value=1000, help_text=_("Với cam kết bằng tiền."))
    item = forms.ModelChoiceField(
        label=_("Mặt hàng"),
        queryset=Item.objects.filter(is_money=False),
        required=False,
        help_text=_("Với cam kết hiện vật. Thế nào là đạt: xem trang “Ai được giúp trước”."),
    )
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=10_000_000, required=False)
    unit_value = VndFormField(label=_("Đơn giá"), required=False, min_value=1)
    sizes = forms.CharField(label=_("Cỡ"), required=False, help_text=_("Cách nhau bằng dấu phẩy, ví dụ 110, 120."))
    used = forms.BooleanField(label=_("Hàng đã qua sử dụng"), required=False)
    expires_on = forms.DateField(label=_("Hạn dùng của hàng"), widget=DateInput(), required=False)
    quality_papers = forms.CharField(
        label=_("Giấy chất lượng kèm theo"),
        max_length=300,
        required=False,
        help_text=_("Tên và số giấy; tệp tải lên ở trang cam kết sau khi lưu."),
    )
    to_refuse = forms.BooleanField(
        label=_("Hàng không đạt tiêu chuẩn: ghi lại để gửi thư từ chối"),
        required=False,
    )
    available_from = forms.DateField(label=_("Có từ ngày"), widget=DateInput(), initial=today)
    instalments = PlanField(required=False)
    route = forms.ChoiceField(label=_("Cách trao"), choices=Pledge.Route.choices)
    only_areas = forms.ModelMultipleChoiceField(
        label=_("Chỉ cho lĩnh vực"),
        queryset=SupportArea.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    only_items = forms.ModelMultipleChoiceField(
        label=_("Chỉ cho mặt hàng"),
        queryset=Item.objects.all(),
        required=False,
        help_text=_("Với cam kết bằng tiền. Giữ Ctrl để chọn nhiều."),
    )
    only_place = forms.ModelChoiceField(
        label=_("Chỉ cho nơi"), queryset=AdministrativeUnit.objects.none(), required=False, empty_label=_("Toàn tỉnh")
    )
    only_circumstance = forms.ModelChoiceField(
        label=_("Chỉ cho hoàn cảnh"),
        queryset=CircumstanceKind.objects.filter(sealed=False, parent__isnull=True).exclude(code="NC00"),
        required=False,
    )
    only_ethnic_group = forms.ModelChoiceField(
        label=_("Chỉ cho dân tộc"), queryset=EthnicGroup.objects.all(), required=False
    )
    only_sex = forms.ChoiceField(
        label=_("Chỉ cho trẻ em"),
        choices=[("", _("nam và nữ")), (Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
        required=False,
    )
    age_from = forms.IntegerField(label=_("Từ tuổi"), min_value=0, max_value=16, required=False)
    age_to = forms.IntegerField(label=_("Đến tuổi"), min_value=0, max_value=16, required=False)
    use_until = forms.DateField(
        label=_("Dùng xong trước ngày"),
        widget=DateInput(),
        required=False,
        help_text=_("Sau ngày này không được phân bổ và chi nữa."),
    )
    purpose = forms.CharField(label=_("Mục đích ghi trong thỏa thuận"), max_length=300, required=False)
    leftover = forms.ChoiceField(
        label=_("Phần còn lại khi đã đủ mục đích"), choices=Earmark.Leftover.choices, required=False
    )
    anonymous = forms.BooleanField(label=_("Không nêu tên nhà tài trợ với khoản này"), required=False)

    def __init__(self, *args: Any, donors: Any = None, staff: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "only_place", places())
        if donors is not None:
            offer(self, "donor", donors)
        if not staff:
            del self.fields["to_refuse"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("form") == "money" and (data.get("item") or data.get("quantity")):
            self.add_error("form", _("Đã ghi mặt hàng hoặc số lượng: hãy chọn hiện vật, hoặc bỏ trống hai ô đó."))
        return data

    def typed(self) -> dict[str, Any]:
        """The cleaned values as ``record_pledge`` takes them."""
        data = dict(self.cleaned_data)
        place, circumstance = data.pop("only_place"), data.pop("only_circumstance")
        people, sex = data.pop("only_ethnic_group"), data.pop("only_sex")
        data["earmark"] = {
            "areas": [area.pk for area in data.pop("only_areas")],
            "items": [item.pk for item in data.pop("only_items")],
            "places": [place.path] if place else [],
            "circumstances": [circumstance.pk] if circumstance else [],
            "ethnic_groups": [people.pk] if people else [],
            "sexes": [sex] if sex else [],
            "age_from": data.pop("age_from"),
            "age_to": data.pop("age_to"),
            "use_until": data.pop("use_until"),
            "purpose": data.pop("purpose"),
            "leftover": data.pop("leftover"),
        }
        data["sizes"] = [size.strip() for size in data["sizes"].split(",") if size.strip()]
        data["instalments"] = in_dong(data["instalments"], data["unit_value"] if data["form"] == "goods" else None)
        return data


class AcceptForm(forms.Form):
    agreement_no = forms.CharField(label=_("Số thỏa thuận"), max_length=60)
    accepted_on = forms.DateField(label=_("Ngày ký"), widget=DateInput(), initial=today)


class ReplanForm(forms.Form):
    instalments = PlanField()
    available_from = forms.DateField(label=_("Có từ ngày"), widget=DateInput())
    use_until = forms.DateField(
        label=_("Dùng xong trước ngày"), widget=DateInput(), required=False, help_text=_("Bỏ trống: như cũ.")
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class PledgePaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại"), choices=PledgePaper.Kind.choices)
    title = forms.CharField(label=_("Tên giấy tờ"), max_length=120, required=False)
    file = forms.FileField(
        label=_("Tệp"),
        help_text=_("PDF tối đa 20 MB, ảnh tối đa 12 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
