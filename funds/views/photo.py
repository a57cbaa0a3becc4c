"""Pictures of deliveries."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.models import Child
from funds.models import Sheet, SheetPhoto
from funds.services.distribution import may_record
from funds.services.photo import add_photo, children_of, may_look
from funds.views.distribution import sheet_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.files import file_response
from lao_cai_support.web.forms import offer
from lao_cai_support.web.pages import try_form


class PhotoForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Ảnh"), widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"})
    )
    children = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Trẻ nhận ra được trong ảnh"),
        queryset=Child.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Mỗi trẻ cần có sự đồng ý dùng hình ảnh còn hiệu lực."),
    )
    nobody = forms.BooleanField(label=gettext_lazy("Không nhận ra trẻ nào trong ảnh"), required=False)
    caption = forms.CharField(label=gettext_lazy("Chú thích, không ghi tên trẻ"), max_length=200, required=False)


@office_page("distributions.record")
def photo_new(request: OfficeRequest, code: str) -> HttpResponse:
    rows = Sheet.objects.visible_to(request.user)
    sheet = get_object_or_404(rows.select_related("distribution__fund", "unit", "school", "village"), code=code)
    if not may_record(request.user, sheet) or sheet.distribution.state not in ("issued", "recorded"):
        raise Http404
    form = PhotoForm(request.POST or None, request.FILES or None)
    held = children_of(request.user, sheet)
    offer(form, "children", Child.objects.filter(pk__in=[child.pk for child in held]).order_by("sort_key", "pk"))
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        made = try_form(
            form,
            add_photo,
            user=request.user,
            sheet=sheet,
            upload=data["file"],
            children=list(data["children"]),
            nobody=data["nobody"],
            caption=data["caption"],
        )
        if made:
            messages.success(request, _("Đã thêm ảnh."))
            return redirect(sheet_url(sheet))
    context = {
        "title": _("Thêm ảnh của buổi trao"),
        "lede": sheet.place_name,
        "form": form,
        "submit": _("Thêm ảnh"),
        "cancel_url": sheet_url(sheet),
        "crumbs": [(sheet.place_name, sheet_url(sheet))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("distributions.view")
def photo(request: OfficeRequest, code: str) -> Any:
    row = get_object_or_404(SheetPhoto.objects.select_related("sheet"), code=code)
    if not may_look(request.user, row):
        raise Http404
    return file_response(row.stored, file_name=f"{row.code}.jpg", inline=True)
