"""What is typed about a person."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.models import User


class PersonForm(forms.ModelForm):
    """Name and e-mail of a person who has an account."""

    class Meta:
        model = User
        fields = ["full_name", "email"]
        labels = {"email": _("Thư điện tử")}
        help_texts = {"email": _("Không bắt buộc; dùng để lấy lại mật khẩu.")}


class NewPersonForm(forms.Form):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ thường không dấu, số, dấu chấm hoặc gạch dưới, ví dụ: ly.thi.sua"),
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._]{2,}$",
                _("Chỉ dùng chữ thường không dấu, số, dấu chấm, gạch dưới; ít nhất 3 ký tự."),
            )
        ],
    )
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, help_text=_("Không bắt buộc; dùng để lấy lại mật khẩu.")
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Ngôn ngữ của cổng"), choices=settings.LANGUAGES)
