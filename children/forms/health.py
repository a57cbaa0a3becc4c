"""What is typed of a child's measures, disability, review and monthly assistance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.fields import DateInput, TenthField
from children.models import DisabilityDegree, DisabilityType
from children.models.assistance import AssistanceClause
from children.models.health import Nutrition, Position
from children.models.item import SIZES
from lao_cai_support.web.forms import offer


class MeasurementForm(forms.Form):
    on = forms.DateField(label=_("Ngày đo"), widget=DateInput())
    weight_g = TenthField(label=_("Cân nặng"), times=1000, unit="kg", min_value=0.5, max_value=150, required=False)
    height_mm = TenthField(label=_("Chiều cao"), times=10, unit="cm", min_value=25, max_value=220, required=False)
    position = forms.ChoiceField(
        label=_("Cách đo chiều cao"),
        required=False,
        help_text=_("Trẻ dưới 2 tuổi đo nằm, từ 2 tuổi đo đứng; đo cách khác thì chọn để tính đúng chuẩn WHO."),
    )
    cloth_size = forms.ChoiceField(
        label=_("Cỡ áo"), required=False, help_text=_("Theo chiều cao, cách nhau 10 cm; quá 6 tháng thì đo lại.")
    )
    shoe_size = forms.ChoiceField(label=_("Cỡ giày"), required=False)
    nutrition = forms.ChoiceField(label=_("Dinh dưỡng"), required=False, help_text=_("Theo kết luận của trạm y tế."))
    illness = forms.CharField(
        label=_("Bệnh, dị tật"),
        max_length=200,
        required=False,
        help_text=_("Theo giấy khám. Nhiễm HIV và các nhóm niêm phong chỉ ghi ở hồ sơ niêm phong."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cloth_size", [("", "–"), *((size, size) for size in SIZES["cloth"])])
        offer(self, "shoe_size", [("", "–"), *((size, size) for size in SIZES["shoe"])])
        offer(self, "position", [("", _("theo lệ của tuổi")), *Position.choices])
        offer(self, "nutrition", [("", _("Chưa có kết luận")), *Nutrition.choices])


class DisabilityForm(forms.Form):
    types = forms.MultipleChoiceField(label=_("Dạng khuyết tật"), widget=forms.CheckboxSelectMultiple)
    degree = forms.ModelChoiceField(label=_("Mức độ"), queryset=DisabilityDegree.objects.none(), empty_label=None)
    certificate_no = forms.CharField(
        label=_("Số giấy xác nhận"),
        max_length=40,
        required=False,
        help_text=_("Giấy xác nhận khuyết tật của UBND xã; để trống khi chưa xác định mức độ."),
    )
    on = forms.DateField(label=_("Ngày cấp giấy"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "types", [(kind.pk, str(kind)) for kind in DisabilityType.objects.all()])
        offer(self, "degree", DisabilityDegree.objects.all())


class ReviewForm(forms.Form):
    on = forms.DateField(label=_("Ngày rà soát"), widget=DateInput())
    needs_support = forms.TypedChoiceField(
        label=_("Kết luận"),
        choices=[("yes", _("cần hỗ trợ")), ("no", _("chưa cần hỗ trợ"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class AssistanceForm(forms.Form):
    clause = forms.ChoiceField(label=_("Đối tượng theo Điều 5 Nghị định 20/2021"), choices=AssistanceClause.choices)
    coefficient = TenthField(
        label=_("Hệ số"),
        times=10,
        unit=_("lần mức chuẩn"),
        min_value=1,
        max_value=5,
        help_text=_("Ví dụ 1,5 hoặc 2,5."),
    )
    since = forms.DateField(label=_("Hưởng từ ngày"), widget=DateInput())
    decision = forms.CharField(label=_("Quyết định"), max_length=120, help_text=_("Số và ngày của quyết định trợ cấp."))
