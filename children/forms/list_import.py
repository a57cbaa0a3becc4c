"""What is typed when a list is uploaded, and when a row is put right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import EthnicGroup, Sex


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=_(
            "Tệp Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv, tối đa 10 MB. Không cần sửa lại tiêu đề hay cột."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )


class RowForm(forms.Form):
    """The cells of one row, for putting it right in place."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    date_of_birth = forms.DateField(label=_("Ngày sinh"), required=False, widget=DateInput())
    birth_year = forms.IntegerField(label=_("Năm sinh"), required=False, help_text=_("Chỉ cần khi không rõ ngày."))
    sex = forms.ChoiceField(label=_("Giới tính"), choices=Sex.choices)
    ethnic_group = forms.ModelChoiceField(label=_("Dân tộc"), queryset=EthnicGroup.objects.all(), required=False)
    village = forms.CharField(label=_("Thôn, bản"), max_length=120, required=False)
    personal_id = forms.RegexField(label=_("Số định danh"), regex=r"^\d{12}$", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("date_of_birth") and not data.get("birth_year"):
            self.add_error("birth_year", _("Hãy ghi ngày sinh, hoặc chỉ năm sinh nếu không rõ ngày."))
        return data

    def changes(self) -> dict[str, Any]:
        """The row's fields as they are kept in the preview."""
        data = dict(self.cleaned_data)
        born = data["date_of_birth"]
        data["date_of_birth"] = born.isoformat() if born else None
        data["birth_year"] = born.year if born else data["birth_year"]
        data["ethnic_group"] = data["ethnic_group"].pk if data["ethnic_group"] else None
        data["personal_id"] = data["personal_id"] or None
        return data
