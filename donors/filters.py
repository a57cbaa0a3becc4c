"""The filters of the donors' lists."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from children.models import SupportArea
from donors.models import Allocation, Campaign, Donor, MatchRun, Pledge
from donors.models.allocation import MatchState
from donors.models.donor import DonorKind
from donors.models.pledge import PledgeForm, PledgeState


class DonorFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Loại"), choices=DonorKind.choices)
    archived = filters.BooleanFilter(label=_("Ngừng theo dõi"))

    class Meta:
        model = Donor
        fields: list[str] = []


class PledgeFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=PledgeState.choices)
    form = filters.ChoiceFilter(label=_("Hình thức"), choices=PledgeForm.choices)
    # A donor does not learn of campaigns that are not published yet.
    campaign = filters.ModelChoiceFilter(
        label=pgettext_lazy("một", "Chiến dịch"), queryset=lambda request: Campaign.objects.visible_to(request.user)
    )

    class Meta:
        model = Pledge
        fields: list[str] = []


class RunFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=MatchState.choices)

    class Meta:
        model = MatchRun
        fields: list[str] = []


class LineFilter(filters.FilterSet):
    area = filters.ModelChoiceFilter(
        label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), field_name="need__item__area"
    )
    locked = filters.BooleanFilter(label=_("Đã khóa"))

    class Meta:
        model = Allocation
        fields: list[str] = []
