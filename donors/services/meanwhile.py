"""What has changed between a proposal's solving and its approval, said line by line."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from children.models import Need
from donors.models import MatchRun, Pledge, PledgeDecline
from lao_cai_support.web.clock import today

NAMED = 5  # changes told by name; the rest is counted


def changed_meanwhile(run: MatchRun, pledges: list[Pledge], needs: list[Need]) -> list[str]:
    """Sentences about pledges and needs that no longer give what the proposal asks of them; empty when all do.

    ``pledges`` and ``needs`` are the run's, locked and fresh. A fixed number of queries.
    """
    asked_of: dict[int, int] = defaultdict(int)
    pieces_of: dict[int, int] = defaultdict(int)
    asked_for: dict[int, int] = defaultdict(int)
    lines = list(run.allocations.filter(state="proposed").values_list("pledge", "need", "quantity", "value"))
    for pledge, wanted, quantity, value in lines:
        asked_of[pledge] += value
        pieces_of[pledge] += quantity
        asked_for[wanted] += quantity
    told = []
    for row in pledges:
        told += _of_pledge(row, asked_of[row.pk], pieces_of[row.pk])
    for need in needs:
        told += _of_need(need, asked_for[need.pk])
    return told + _declined(lines, pledges, needs)


def _of_pledge(pledge: Pledge, value: int, pieces: int) -> list[str]:
    name = {"donor": pledge.donor.name, "what": pledge.item or pledge.get_form_display()}
    if pledge.state not in ("accepted", "fulfilled"):
        return [
            _("cam kết trong phương án đã kết thúc: %(donor)s, %(what)s (%(state)s)")
            % {**name, "state": pledge.get_state_display()}
        ]
    if pledge.earmark and pledge.earmark.use_until and pledge.earmark.use_until < today():
        return [
            _("cam kết đã quá hạn dùng: %(donor)s, %(what)s (hạn %(day)s)")
            % {**name, "day": f"{pledge.earmark.use_until:%d/%m/%Y}"}
        ]
    left = pledge.value - pledge.allocated_value
    if left < value or (pledge.quantity is not None and pledge.quantity - pledge.allocated_quantity < pieces):
        return [
            _("cam kết đã được phương án khác giữ chỗ: %(donor)s, %(what)s, còn %(left)s đ, phương án cần %(value)s đ")
            % {**name, "left": left, "value": value}
        ]
    return []


def _of_need(need: Need, quantity: int) -> list[str]:
    name = {"item": need.item, "unit": need.unit.title, "code": need.code}
    if need.state not in ("approved", "published"):
        return [
            _("nhu cầu trong phương án đã đóng hoặc đã rút: %(item)s, %(unit)s (mã %(code)s, %(state)s)")
            % {**name, "state": need.get_state_display()}
        ]
    if need.missing < quantity:
        return [
            _(
                "nhu cầu đã được phương án khác giữ chỗ: %(item)s, %(unit)s (mã %(code)s), còn thiếu %(left)s, phương án cấp %(n)s"
            )
            % {**name, "left": need.missing, "n": quantity}
        ]
    return []


def _declined(lines: list[tuple[Any, ...]], pledges: list[Pledge], needs: list[Need]) -> list[str]:
    """Communes that have declined one of the pledges since."""
    where = {need.pk: need.unit for need in needs}
    pairs = {(pledge, where[need].path) for pledge, need, _quantity, _value in lines}
    rows = PledgeDecline.objects.filter(pledge__in=pledges).select_related("pledge__donor", "unit").order_by("pk")
    return [
        _("%(unit)s đã từ chối cam kết của %(donor)s") % {"unit": row.unit.title, "donor": row.pledge.donor.name}
        for row in rows
        if any(p == row.pledge_id and f"{path}.".startswith(f"{row.unit.path}.") for p, path in pairs)
    ]


def say(changes: list[str]) -> str:
    """One sentence about all of them."""
    named = "; ".join(changes[:NAMED])
    more = len(changes) - NAMED
    if more > 0:
        named = _("%(named)s; và %(n)s thay đổi khác") % {"named": named, "n": more}
    return _(
        "Từ khi lập phương án đã có thay đổi: %(named)s. Chưa giữ chỗ dòng nào. Hãy tính lại rồi trình duyệt lại."
    ) % {"named": named}
