"""What is typed when two records of one giver become one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from donors.models import Donor
from lao_cai_support.web.forms import offer


class OtherForm(forms.Form):
    """Which other record is meant."""

    other = forms.ModelChoiceField(label=_("Hồ sơ kia"), queryset=Donor.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, others: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "other", others)


class MergeForm(forms.Form):
    keep = forms.ChoiceField(label=_("Giữ lại hồ sơ"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Vì sao biết là một"),
        max_length=300,
        help_text=_("Ví dụ: cùng địa chỉ và người đại diện, đã gọi hỏi ngày 05/11/2024."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, pair: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "keep", pair)
