"""What is typed when a list is uploaded, and when a row is put right."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.lists.columns import FIELDS
from children.lists.layout import letter_of
from children.models import EthnicGroup, Sex
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.forms import offer
from lao_cai_support.web.text import fold


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


SCRIPTS = [
    ("", _("Cổng tự nhận")),
    ("unicode", _("Unicode")),
    ("tcvn3", _("TCVN3 (ABC)")),
    ("vni", _("VNI")),
]
SIDES = [("own", _("Là xã này: lấy vào")), ("other", _("Là xã khác: để lại"))]


class ColumnsForm(forms.Form):
    """What each column of an uploaded list holds: a choice per column, made from how the file was read.

    ``mapping`` is the import's own (services.list_import); ``sheets`` and ``places`` are drawn by the page.
    """

    def __init__(self, *args: Any, mapping: dict[str, Any], answers: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        self.sheets: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        told = answers.get("sheets", {})
        for at, (name, how) in enumerate(mapping.get("sheets", {}).items()):
            self._add_sheet(at, name, how, told.get(name, {}))
        said = answers.get("places", {})
        for at, place in enumerate(mapping.get("places", [])):
            key = f"place-{at}"
            self.fields[key] = forms.ChoiceField(label=place["name"], choices=SIDES, widget=forms.RadioSelect)
            self.fields[key].initial = said.get(fold(place["name"]))
            self.places.append(place | {"field": self[key]})

    def _add_sheet(self, at: int, name: str, how: dict[str, Any], answer: dict[str, Any]) -> None:
        take, first, script = f"take-{at}", f"first-{at}", f"script-{at}"
        self.fields[take] = forms.BooleanField(
            label=_("Lấy trang này"), required=False, initial=answer.get("take", True)
        )
        self.fields[first] = forms.IntegerField(
            label=_("Trẻ đầu tiên ở dòng"), min_value=1, max_value=120_000, initial=how["first"]
        )
        self.fields[script] = forms.ChoiceField(
            label=_("Phông chữ của trang"), choices=SCRIPTS, required=False, initial=how["script"]
        )
        of = {number: field for field, number in how["columns"].items()}
        doubts = dict(how["doubts"])
        columns = []
        for number, title in enumerate(how["titles"], start=1):
            if not (title or how["samples"][number - 1] or number in of):
                continue
            key = f"column-{at}-{number}"
            letter = letter_of(number - 1)
            choices = [("", gettext("(không lấy)")), *FIELDS.items()]
            if of.get(number) in ("code", "reason"):  # the portal's own columns are not for choosing
                continue
            self.fields[key] = forms.ChoiceField(
                label=gettext("Cột %(letter)s") % {"letter": letter}, choices=choices, required=False
            )
            self.fields[key].initial = of.get(number, "")
            self.fields[key].widget.attrs["aria-label"] = gettext("Cột %(letter)s ghi gì?") % {"letter": letter}
            columns.append(
                {
                    "letter": letter,
                    "number": number,
                    "title": title,
                    "samples": how["samples"][number - 1],
                    "doubt": doubts.get(number, ""),
                    "old": how["old_text"].get(str(number), ""),
                    "field": self[key],
                }
            )
        self.sheets.append(
            {
                "name": name,
                "at": at,
                "how": how,
                "take": self[take],
                "first": self[first],
                "script": self[script],
                "columns": columns,
                "doubts": [sentence for number, sentence in how["doubts"] if not number],
            }
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for sheet in self.sheets:
            if not data.get(f"take-{sheet['at']}"):
                continue
            seen: dict[str, str] = {}
            for column in sheet["columns"]:
                key = column["field"].name
                chosen = data.get(key)
                if chosen and chosen in seen:
                    sentence = gettext("Cột %(one)s và cột %(two)s cùng chọn một mục. Hãy chọn mỗi mục một cột.")
                    self.add_error(key, sentence % {"one": seen[chosen], "two": column["letter"]})
                elif chosen:
                    seen[chosen] = column["letter"]
        return data

    def answers(self) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
        """(sheets, places) as ``services.list_columns.answer_columns`` takes them."""
        data = self.cleaned_data
        sheets = {}
        for sheet in self.sheets:
            at = sheet["at"]
            columns = {
                data[column["field"].name]: column["number"]
                for column in sheet["columns"]
                if data.get(column["field"].name)
            }
            kept = {field: number for field, number in sheet["how"]["columns"].items() if field in ("code", "reason")}
            sheets[sheet["name"]] = {
                "take": data[f"take-{at}"],
                "first": data[f"first-{at}"],
                "script": data[f"script-{at}"],
                "columns": columns | kept,
            }
        places = {place["name"]: data[place["field"].name] for place in self.places}
        return sheets, places


class RuleForm(forms.Form):
    """From when on a second person writes the lists uploaded in a unit."""

    unit = forms.ModelChoiceField(label=_("Đơn vị"), queryset=AdministrativeUnit.objects.none())
    since = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    until = forms.DateField(
        label=_("Đến hết ngày"), required=False, widget=DateInput(), help_text=_("Để trống khi chưa định ngày thôi.")
    )
    reason = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Ví dụ: Quyết định số 12/QĐ-UBND ngày 01/10/2024.")
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("Lý do trả lại"), max_length=300)
