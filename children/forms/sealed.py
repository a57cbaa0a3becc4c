"""What is typed about grants and sealed circumstances."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.fields import DateInput
from children.models import CircumstanceKind
from lao_cai_support.accounts.models import User
from lao_cai_support.web.forms import offer


class GrantForm(forms.Form):
    """For one child, whose page it was opened from, or for one sealed group."""

    person = forms.ModelChoiceField(label=_("Cấp cho"), queryset=User.objects.none())
    kind = forms.ModelChoiceField(
        label=_("Nhóm niêm phong"),
        queryset=CircumstanceKind.objects.none(),
        required=False,
        empty_label=_("Mọi nhóm của trẻ này"),
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, help_text=_("Ai cần, để làm việc gì. Không ghi tên trẻ ở đây.")
    )
    since = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    last_day = forms.DateField(label=_("Đến hết ngày"), widget=DateInput())

    def __init__(self, *args: Any, people: list[User], for_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", User.objects.filter(pk__in=[person.pk for person in people]).order_by("full_name"))
        offer(self, "kind", CircumstanceKind.objects.filter(sealed=True).exclude(parent__sealed=True))
        if not for_child:
            self.fields["kind"].required = True
            self.fields["kind"].empty_label = "–"  # type: ignore[attr-defined]


class BreakForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do mở khẩn cấp"),
        max_length=300,
        help_text=_("Nguy hiểm gì, cần biết để làm gì. Không ghi tên trẻ ở đây."),
    )


class SealedForm(forms.Form):
    kind = forms.ModelChoiceField(label=_("Nhóm"), queryset=CircumstanceKind.objects.none())
    since = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    evidence = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Cơ quan, số và ngày của kết luận, quyết định.")
    )

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", kinds)


class ReviewGrantForm(forms.Form):
    justified = forms.TypedChoiceField(
        label=_("Kết luận"),
        choices=[("yes", _("có lý do chính đáng")), ("no", _("không có lý do chính đáng"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Ý kiến"), max_length=300)
