"""What is typed about honours."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from funds.models.commendation import DossierPaper, HonourKind
from lao_cai_support.web.clock import today
from lao_cai_support.web.money import VndFormField


class LevelForm(forms.Form):
    kind = forms.ChoiceField(label=_("Hình thức"), choices=HonourKind.choices)
    decider = forms.CharField(label=_("Người quyết định"), max_length=160)
    least_amount = VndFormField(label=_("Số đã nhận ít nhất"), min_value=1_000_000)
    years = forms.IntegerField(label=_("Xét trong số năm"), min_value=1, max_value=20, initial=1)
    least_years = forms.IntegerField(label=_("Số năm có đóng góp ít nhất"), min_value=1, max_value=20, initial=1)
    papers = forms.MultipleChoiceField(
        label=_("Hồ sơ gồm"), choices=DossierPaper.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=_("Số, ngày của văn bản quy định."))
    valid_from = forms.DateField(label=_("Áp dụng từ ngày"), widget=DateInput(), initial=today)


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Giấy tờ"), choices=DossierPaper.choices)
    number = forms.CharField(label=_("Số"), max_length=60)
    day = forms.DateField(label=_("Ngày"), widget=DateInput(), initial=today)


class DecisionForm(forms.Form):
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput(), initial=today)
    decided_by = forms.CharField(label=_("Người ký quyết định"), max_length=160)


class NameForm(forms.Form):
    paper = forms.CharField(
        label=_("Văn bản đồng ý nêu tên"),
        max_length=160,
        required=False,
        help_text=_("Số, ngày hoặc hình thức của sự đồng ý. Để trống là rút tên khỏi bảng tri ân."),
    )
    on = forms.DateField(label=_("Ngày đồng ý"), widget=DateInput(), initial=today)
