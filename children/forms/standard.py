"""What is typed of an item's standard."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.fields import DateInput


class StandardForm(forms.Form):
    requirements = forms.CharField(
        label=_("Thế nào là đạt"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Chất liệu, an toàn, bao bì: điều người tặng cần biết trước khi mua."),
    )
    least_age = forms.IntegerField(label=_("Từ tuổi"), min_value=0, max_value=15, required=False)
    most_age = forms.IntegerField(label=_("Đến hết tuổi"), min_value=0, max_value=15, required=False)
    expiry_left = forms.IntegerField(
        label=_("Hạn dùng còn ít nhất (ngày)"), min_value=1, max_value=3650, required=False, localize=False
    )
    new_only = forms.BooleanField(label=_("Chỉ nhận hàng mới"), required=False)
    papers = forms.CharField(label=_("Giấy chất lượng phải có"), max_length=300, required=False)
    decision = forms.CharField(label=_("Văn bản của ngành"), max_length=120, help_text=_("Số, ngày và nơi ban hành."))
    valid_from = forms.DateField(label=_("Áp dụng từ ngày"), widget=DateInput())
