"""Pages of donors that may be one: pairs, comparing, merging, parting."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from donors.forms.merge import MergeForm, OtherForm
from donors.models import Donor, DonorMerge
from donors.services import merge as acts
from donors.views.donor import donor_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.pages import do, try_form


@office_page("donors.edit")
def donor_pairs(request: OfficeRequest) -> HttpResponse:
    """Records whose names are so alike that somebody should look."""
    return render(request, "donors/donor_pairs.html", {"pairs": acts.likely_pairs()})


@office_page("donors.edit")
def donor_merge(request: OfficeRequest, code: str) -> HttpResponse:
    """Choose the other record, see both side by side, say which one stays and why."""
    donors = Donor.objects.visible_to(request.user).standing()
    donor = get_object_or_404(donors, code=code)
    others = donors.exclude(pk=donor.pk)
    asked = OtherForm(request.GET if "other" in request.GET else None, others=others)
    context = {"donor": donor, "asked": asked, "likely": others.filter(folded=donor.folded)[:5]}
    if not asked.is_bound or not asked.is_valid():
        return render(request, "donors/donor_merge.html", context, status=422 if asked.errors else 200)
    pair = {one.code: one for one in (donor, asked.cleaned_data["other"])}
    form = MergeForm(
        request.POST or None, pair=[(one.code, one.name) for one in pair.values()], initial={"keep": donor.code}
    )
    if request.method == "POST" and form.is_valid():
        kept = pair.pop(form.cleaned_data["keep"])
        gone = next(iter(pair.values()))
        reason = form.cleaned_data["reason"]
        if try_form(form, acts.merge_donors, user=request.user, kept=kept, gone=gone, reason=reason):
            return redirect(donor_url(kept))
        pair = {one.code: one for one in (donor, asked.cleaned_data["other"])}
    first, second = pair.values()
    context |= {
        "sides": [_side(first), _side(second)],
        "means": acts.what_it_means(first, second) + acts.what_it_means(second, first),
        "form": form,
        "submit": _("Gộp hai hồ sơ"),
        "cancel_url": donor_url(donor),
    }
    return render(request, "donors/donor_merge.html", context, status=422 if form.errors else 200)


def _side(donor: Donor) -> dict[str, object]:
    return {
        "donor": donor,
        "pledges": donor.pledges.count(),
        "approaches": donor.approaches.count(),
        "contacts": donor.contacts.count(),
        "network": donor.network.count(),
        "accounts": donor.access.count(),
    }


@office_page("donors.edit")
@require_POST
def donor_unmerge(request: OfficeRequest, code: str) -> HttpResponse:
    merge = get_object_or_404(DonorMerge.objects.select_related("kept"), code=code)
    do(request, acts.undo_merge, _("Đã tách lại hai hồ sơ."), merge=merge)
    return redirect(reverse("donors:donor_detail", args=[merge.kept.code]))
