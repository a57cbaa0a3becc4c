"""Pages of the standards of items: those in force, and a sector's next version of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from children.forms.standard import StandardForm
from children.models import Item, ItemStandard
from children.services.standard import may_set, set_standard
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.clock import today
from lao_cai_support.web.pages import try_form

_FIELDS = ("requirements", "least_age", "most_age", "expiry_left", "new_only", "papers")


@office_page("needs.view", "standards.edit")
def standard_list(request: OfficeRequest) -> HttpResponse:
    """Items by area with the standard in force, and what was decided for a later day."""
    day = today()
    standards = {row.item_id: row for row in ItemStandard.objects.in_force(day)}
    coming = {row.item_id: row for row in ItemStandard.objects.filter(valid_from__gt=day).order_by("version")}
    items = Item.objects.filter(is_money=False).select_related("area").order_by("area", "code")
    rows = [
        {
            "item": item,
            "standard": standards.get(item.pk),
            "coming": coming.get(item.pk),
            "may_edit": may_set(request.user, item),
        }
        for item in items
    ]
    context = {"rows": rows, "may_edit": any(row["may_edit"] for row in rows)}
    return render(request, "children/standard_list.html", context)


@office_page("standards.edit")
def standard_edit(request: OfficeRequest, item: str) -> HttpResponse:
    """The item's next version, beginning with the last one."""
    row = get_object_or_404(Item.objects.filter(is_money=False), pk=item)
    last = row.standards.order_by("-version").first()
    initial = {name: getattr(last, name) for name in _FIELDS} if last else {}
    form = StandardForm(request.POST or None, initial={"valid_from": today(), **initial})
    if request.method == "POST" and form.is_valid():
        if try_form(form, set_standard, user=request.user, item=row, **form.cleaned_data):
            messages.success(request, _("Đã ban hành tiêu chuẩn. Hàng đã nhận giữ tiêu chuẩn của ngày nhận."))
            return redirect("children:standard_list")
    list_url = reverse("children:standard_list")
    context = {
        "title": _("Tiêu chuẩn: %(item)s") % {"item": row},
        "lede": _("Bắt đầu từ phiên bản %(n)s.") % {"n": last.version} if last else "",
        "form": form,
        "submit": _("Ban hành phiên bản mới"),
        "cancel_url": list_url,
        "crumbs": [(_("Nhu cầu"), reverse("children:need_list")), (_("Tiêu chuẩn mặt hàng"), list_url)],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)
