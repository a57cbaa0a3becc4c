"""What is typed about an activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from donors.models import ActivityInvite, Donor
from donors.models.activity import ActivityKind
from lao_cai_support.areas.models import School, Village
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại"), choices=ActivityKind.choices)
    name = forms.CharField(label=_("Tên hoạt động"), max_length=160)
    first_day = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    last_day = forms.DateField(label=_("Đến ngày"), widget=DateInput())
    about = forms.CharField(
        label=_("Giới thiệu"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mọi người đọc được khi công bố; không ghi tên trẻ."),
    )
    venue = forms.CharField(label=_("Địa điểm"), max_length=160, required=False)
    school = forms.ModelChoiceField(
        label=_("Trường cho mượn sân, phòng"), queryset=School.objects.none(), required=False
    )
    lent_paper = forms.CharField(label=_("Thỏa thuận cho mượn"), max_length=120, required=False)
    partner = forms.ModelChoiceField(
        label=_("Bên cùng tổ chức"), queryset=Donor.objects.filter(archived=False), required=False
    )
    cost_memo = VndFormField(
        label=_("Bên cùng tổ chức chịu"),
        required=False,
        min_value=0,
        help_text=_("Chỉ ghi nhớ, không vào sổ của Quỹ."),
    )
    cost_paper = forms.CharField(label=_("Giấy tờ của khoản đó"), max_length=120, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", School.objects.filter(unit__in=units))


class InviteForm(forms.Form):
    school = forms.ModelChoiceField(label=_("Trường"), queryset=School.objects.none(), required=False)
    class_name = forms.CharField(label=_("Lớp"), max_length=20, required=False, help_text=_("Để trống: cả trường."))
    village = forms.ModelChoiceField(label=_("Hoặc thôn, bản"), queryset=Village.objects.none(), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", School.objects.filter(unit__in=units))
        offer(self, "village", Village.objects.filter(unit__in=units))


class HeadsForm(forms.Form):
    group = forms.TypedChoiceField(label=_("Trường, lớp, thôn"), required=False, empty_value=None)
    day = forms.DateField(label=_("Ngày"), widget=DateInput(), initial=today)
    heads = forms.IntegerField(label=_("Số trẻ"), min_value=0, max_value=5000)

    def __init__(self, *args: Any, groups: list[ActivityInvite], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(one.pk): one for one in groups}
        if groups:
            offer(self, "group", [(key, str(one)) for key, one in self.groups.items()])
        else:
            del self.fields["group"]

    def clean_group(self) -> ActivityInvite | None:
        return self.groups.get(self.cleaned_data["group"] or "")


class ResultForm(forms.Form):
    words = forms.CharField(
        label=_("Kết quả"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mọi người đọc được; không ghi tên trẻ, không ghi số dưới 5."),
    )
