"""What is typed about a bank's statement and its lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from children.forms.child import DateInput
from children.lists.layout import letter_of
from donors.models import Campaign, Donor, Pledge
from funds.bank.columns import ROLES
from funds.forms.voucher import FundForm, promised
from funds.models import FundPlace, StatementLine, Voucher
from funds.services.bank_line import UNKNOWN_PAYER
from funds.services.statement import Book
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import format_vnd

ROLE_WORDS = {
    "day": _("Ngày giao dịch"),
    "debit": _("Ghi nợ (tiền ra)"),
    "credit": _("Ghi có (tiền vào)"),
    "amount": _("Số tiền (một cột, có dấu)"),
    "sign": _("Dấu hoặc loại (Nợ, Có)"),
    "text": _("Nội dung"),
    "party": _("Người chuyển, người nhận"),
    "reference": _("Số tham chiếu"),
    "balance": _("Số dư"),
}


class StatementForm(FundForm):
    kinds = ("bank",)
    place = forms.ModelChoiceField(label=_("Tài khoản"), queryset=FundPlace.objects.none())
    file = forms.FileField(
        label=_("Tệp sao kê"),
        help_text=_("Tệp Excel hoặc CSV đúng như ngân hàng xuất ra, tối đa 10 MB. Không cần sửa tiêu đề hay cột."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(FundPlace.objects.filter(fund=self.fund, kind="bank")[:2])
        if len(places) == 1:
            self.fields["place"].initial = places[0]


class StatementColumnsForm(forms.Form):
    """Which column is what, for a head that was not recognised."""

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(str(at), f"{letter_of(at)}: {cell or '–'}"[:60]) for at, cell in enumerate(book.head.cells)]
        for role in ROLES:
            self.fields[role] = forms.ChoiceField(
                label=ROLE_WORDS[role],
                choices=[("", "–"), *columns],
                required=role == "day",
                initial=str(book.head.columns[role]) if role in book.head.columns else "",
            )

    def chosen(self) -> dict[str, int]:
        return {role: int(value) for role, value in self.cleaned_data.items() if value}


class CreditForm(forms.Form):
    """The giấy báo Có of a line, told by hand."""

    pledge = forms.ModelChoiceField(
        label=_("Theo cam kết"), queryset=Pledge.objects.none(), required=False, empty_label=_("Không theo cam kết nào")
    )
    donor = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Nhà tài trợ"),
        queryset=Donor.objects.filter(archived=False),
        required=False,
        empty_label=_("Người góp không có hồ sơ"),
    )
    campaign = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Chiến dịch"),
        queryset=Campaign.objects.exclude(state="draft"),
        required=False,
        empty_label=_("Không cho chiến dịch nào"),
    )
    party = forms.CharField(label=_("Người chuyển tiền"), max_length=200, required=False)
    unknown = forms.BooleanField(
        label=_("Không rõ người chuyển"),
        required=False,
        help_text=_("Khi sao kê và ngân hàng không cho biết ai chuyển."),
    )
    party_address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    reason = forms.CharField(label=_("Nội dung"), max_length=300)
    foreign_approval = forms.CharField(
        label=_("Văn bản phê duyệt viện trợ"),
        max_length=60,
        required=False,
        help_text=_("Bắt buộc với tài trợ nước ngoài (NĐ 80/2020)."),
    )

    def __init__(self, *args: Any, line: StatementLine, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"party": line.party, "reason": line.text[:300]})
        super().__init__(*args, **kwargs)
        offer(self, "pledge", promised("money"))

    def clean(self) -> dict[str, Any]:
        """Who it was, or that nobody knows; never both."""
        data = super().clean() or {}
        unknown = data.pop("unknown", False)
        giver = data.get("pledge") or data.get("donor")
        if unknown and giver:
            self.add_error("unknown", _("Đã chọn cam kết hoặc nhà tài trợ thì người chuyển không phải là không rõ."))
        elif unknown:
            data["party"] = UNKNOWN_PAYER
        elif not data.get("party") and not giver:
            self.add_error("party", _("Hãy ghi người chuyển tiền, hoặc chọn “Không rõ người chuyển”."))
        return data


class PaperField(forms.ModelChoiceField):
    """A receipt or payment by its number, party and amount."""

    def label_from_instance(self, voucher: Any) -> str:
        return f"{voucher.full_number}, {voucher.day:%d/%m/%Y}, {voucher.party}, {format_vnd(voucher.amount)}"


class PairForm(forms.Form):
    """A paper of the same account and amount, whatever its day."""

    voucher = PaperField(label=_("Chứng từ cùng số tiền"), queryset=Voucher.objects.none())

    def __init__(self, *args: Any, line: StatementLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ("PT", "BC") if line.amount > 0 else ("PC",)
        papers = Voucher.objects.filter(
            place=line.place_id, kind__in=kinds, amount=abs(line.amount), bank_line__isnull=True
        )
        offer(self, "voucher", papers.exclude(state="cancelled").select_related("fund").order_by("-day", "-pk"))


class ExplainForm(forms.Form):
    note = forms.CharField(
        label=_("Giải thích"),
        max_length=300,
        help_text=_("Ví dụ: chuyển nhầm ngày 02/11, đã trả lại người gửi ngày 03/11."),
    )


class AccountForm(forms.Form):
    """A bank account of the fund: whose, where, since when."""

    name = forms.CharField(label=_("Tên ngân hàng, chi nhánh"), max_length=120)
    holder = forms.CharField(
        label=_("Tên chủ tài khoản"),
        max_length=160,
        required=False,
        help_text=_("Như ngân hàng ghi, thường là tên Quỹ."),
    )
    account_no = forms.RegexField(
        label=_("Số tài khoản"),
        regex=r"^[0-9A-Za-z .-]{4,30}$",
        error_messages={"invalid": _("Số tài khoản chỉ gồm chữ số và chữ cái.")},
    )
    bank_code = forms.RegexField(
        label=_("Mã ngân hàng (VietQR)"),
        regex=r"^[0-9]{6}$",
        required=False,
        help_text=_("Sáu chữ số, ví dụ 970436. Cần để in mã chuyển khoản."),
        error_messages={"invalid": _("Mã ngân hàng gồm sáu chữ số.")},
    )
    opened_on = forms.DateField(label=_("Mở ngày"), widget=DateInput(), required=False)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)


class AccountEditForm(AccountForm):
    closed_on = forms.DateField(
        label=_("Đóng ngày"),
        widget=DateInput(),
        required=False,
        help_text=_("Từ ngày này không thu, chi qua tài khoản nữa."),
    )
    field_order = ("name", "holder", "account_no", "bank_code", "opened_on", "closed_on", "decision_no")


class SlipForm(forms.Form):
    """For which pledge, into which account a slip tells to transfer."""

    pledge = forms.ModelChoiceField(label=pgettext_lazy("một", "Cam kết"), queryset=Pledge.objects.none())
    place = forms.ModelChoiceField(label=_("Tài khoản"), queryset=FundPlace.objects.none())

    def __init__(self, *args: Any, fund: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pledge", promised("money"))
        offer(self, "place", FundPlace.objects.filter(fund=fund, kind="bank").exclude(bank_code=""))
