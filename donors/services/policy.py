"""Acts on the policy of matching: a committee's decision becomes the next version."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from donors.models import MatchPolicy
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

DEFAULT = {"1": 9, "2": 3, "3": 1}


@transaction.atomic
def adopt_policy(
    *,
    user: Any,
    weights: dict[str, int],
    fairness: str,
    committee: str,
    document_no: str,
    decided_on: datetime.date,
    note: str = "",
) -> MatchPolicy:
    """Record what a committee decided as the next version; proposals made before keep theirs.

    ``weights``: by priority 1 to 3, whole numbers that fall (a higher priority never weighs less). Raises Refusal.
    """
    require(user, "matching.policy")
    if decided_on > today():
        raise Refusal(_("Ngày quyết định không được sau hôm nay."), field="decided_on")
    if not weights["1"] >= weights["2"] >= weights["3"] >= 1:
        raise Refusal(
            _("Trọng số phải là số từ 1 trở lên, và mức ưu tiên cao không được nhẹ hơn mức thấp."), field="weight_1"
        )
    version = (MatchPolicy.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            row = MatchPolicy.objects.create(
                version=version,
                weights=weights,
                fairness=fairness,
                committee=committee.strip(),
                document_no=document_no.strip(),
                decided_on=decided_on,
                note=note.strip(),
                recorded_by=user,
            )
    except IntegrityError:  # somebody recorded another one at the same moment
        raise Refusal(_("Vừa có một phiên bản khác được ghi. Hãy xem lại danh sách rồi ghi lại.")) from None
    record(user, "matching.policy", row, right="matching.policy", version=version)
    return row


def policy_in_force(day: datetime.date) -> MatchPolicy | None:
    """The newest version decided by the day."""
    return MatchPolicy.objects.filter(decided_on__lte=day).order_by("-version").first()


def as_policy(row: MatchPolicy | None, seed: int = 1) -> dict[str, Any]:
    """What a run keeps of the policy, so that its problem can be built again word for word."""
    if row is None:
        return {"weights": DEFAULT, "fairness": MatchPolicy.Fairness.AFTER.value, "seed": seed}
    return {"weights": row.weights, "fairness": row.fairness, "seed": seed, "version": row.version}
