"""What is typed about a fund itself: transfers, the management share, the closing of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from funds.forms.voucher import EarmarkField, FundForm
from funds.models import BoardMember, Fund, FundPaper, FundPlace
from funds.models.fund import Decider
from funds.models.paper import PaperKind
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField
from lao_cai_support.web.scanned import ACCEPT


class TransferForm(FundForm):
    receiver = forms.ModelChoiceField(label=_("Quỹ nhận"), queryset=Fund.objects.none())
    place = forms.ModelChoiceField(label=_("Chuyển từ"), queryset=FundPlace.objects.none())
    earmark = EarmarkField()
    amount = VndFormField(label=_("Số tiền"), min_value=1000)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)
    day = forms.DateField(label=_("Ngày gửi"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "receiver", Fund.objects.as_of(today()).exclude(pk=self.fund.pk).order_by("unit__path"))


class ReceivedForm(FundForm):
    place = forms.ModelChoiceField(label=_("Nhận vào"), queryset=FundPlace.objects.none())
    day = forms.DateField(label=_("Ngày nhận"), widget=DateInput())


class ShareForm(FundForm):
    year = forms.TypedChoiceField(label=_("Năm"), coerce=int)
    amount = VndFormField(label=_("Mức chi quản lý"), min_value=0)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput(), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = today().year
        offer(self, "year", [(year, str(year)), (year - 1, str(year - 1))])


class LimitForm(forms.Form):
    decider = forms.ChoiceField(label=_("Người quyết định chi"), choices=Decider.choices)
    amount_to = VndFormField(
        label=_("Đến số tiền"), min_value=1000, required=False, help_text=_("Bỏ trống: quyết định mọi số tiền.")
    )
    decision_no = forms.CharField(label=_("Số quyết định đặt hạn mức"), max_length=60)
    from_day = forms.DateField(label=_("Áp dụng từ ngày"), widget=DateInput(), initial=today)


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=PaperKind.choices)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60)
    issued_on = forms.DateField(label=_("Ngày ban hành"), widget=DateInput())
    issuer = forms.CharField(label=_("Cơ quan, người ban hành"), max_length=160)
    subject = forms.CharField(label=_("Trích yếu"), max_length=300)
    file = forms.FileField(
        label=_("Tệp"),
        help_text=_("PDF tối đa 20 MB, ảnh tối đa 12 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


class _OnPaper(FundForm):
    """A form that rests on one of the fund's papers."""

    paper_field, paper_kind = "paper", PaperKind.BOARD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, self.paper_field, self.fund.papers.filter(kind=self.paper_kind))


class BoardForm(_OnPaper):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    work = forms.CharField(label=_("Chức vụ, cơ quan"), max_length=160, required=False)
    post = forms.ChoiceField(label=_("Chức danh trong Ban"), choices=BoardMember.Post.choices)
    paper = forms.ModelChoiceField(label=_("Theo quyết định nhân sự"), queryset=FundPaper.objects.none())
    from_day = forms.DateField(label=_("Nhiệm kỳ từ ngày"), widget=DateInput(), initial=today)
    to_day = forms.DateField(label=_("đến hết ngày"), widget=DateInput(), required=False)


class RepurposeForm(_OnPaper):
    paper_field, paper_kind = "consent", PaperKind.CONSENT
    earmark = EarmarkField()
    amount = VndFormField(label=_("Số tiền"), min_value=1)
    place = forms.ModelChoiceField(label=_("Tiền đang ở"), queryset=FundPlace.objects.none())
    consent = forms.ModelChoiceField(label=_("Văn bản đồng ý của nhà tài trợ"), queryset=FundPaper.objects.none())
    purpose = forms.CharField(
        label=_("Mục đích mới"), max_length=300, required=False, help_text=_("Bỏ trống: chuyển vào quỹ chung.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earmark"].required = True


class SuccessionForm(_OnPaper):
    paper_kind = PaperKind.SUCCESSION
    successor = forms.ModelChoiceField(label=_("Quỹ nhận bàn giao"), queryset=Fund.objects.none())
    paper = forms.ModelChoiceField(label=_("Theo quyết định bàn giao"), queryset=FundPaper.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "successor", Fund.objects.as_of(today()).exclude(pk=self.fund.pk).order_by("unit__path"))


class ClosingForm(FundForm):
    year = forms.TypedChoiceField(
        label=_("Năm khóa sổ"), coerce=int, help_text=_("Sau khi khóa, không ghi thêm vào năm đó và các năm trước.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.fund.closings.order_by("-year").first()
        first = last.year + 1 if last else self.fund.valid.lower.year
        offer(self, "year", [(year, str(year)) for year in range(first, today().year)])


class CheckRuleForm(forms.Form):
    """Whether a second accountant checks vouchers."""

    required = forms.BooleanField(
        label=_("Kế toán khác kiểm tra từng chứng từ trước khi duyệt"),
        required=False,
        help_text=_("Cần ít nhất hai kế toán."),
    )
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)
