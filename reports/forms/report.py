"""What is typed about reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funds.models import Fund
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class CompileForm(forms.Form):
    fund = forms.ModelChoiceField(label=pgettext_lazy("một", "Quỹ"), queryset=Fund.objects.none())
    year = forms.TypedChoiceField(label=_("Năm"), coerce=int)
    reason = forms.CharField(
        label=_("Lý do đính chính"),
        max_length=300,
        required=False,
        help_text=_("Chỉ cần khi năm này đã có báo cáo công bố."),
    )

    def __init__(self, *args: Any, funds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "fund", funds)
        offer(self, "year", [(year, str(year)) for year in range(today().year - 1, 2018, -1)])


MOST_BYTES = 20 * 1024 * 1024


class VerifyForm(forms.Form):
    file = forms.FileField(
        error_messages={
            "required": _("Hãy chọn tệp báo cáo cần xác minh."),
            "missing": _("Hãy chọn tệp báo cáo cần xác minh."),
            "empty": _("Tệp này rỗng. Hãy tải lại báo cáo từ trang công khai."),
        },
        label=_("Tệp báo cáo"),
        help_text=_("Tệp PDF, CSV hoặc JSON đã tải từ trang công khai. Tệp không được lưu lại."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Tệp lớn hơn 20 MB. Báo cáo của cổng không có tệp nào lớn như vậy; hãy chọn lại tệp."), code="too_big"
            )
        return file
