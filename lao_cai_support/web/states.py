"""States as small tables of allowed moves: the database checks the value, the act checks the move."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .errors import Refusal


def check_move(
    moves: Mapping[str, set[str] | frozenset[str]], current: str, target: str, *, labels: Mapping[str, Any]
) -> None:
    """Refuse a move that the table does not hold.

    ``moves`` maps a state to the states it may go to; ``labels`` says the states in words.
    Raises Refusal naming both states.
    """
    if target not in moves.get(current, frozenset()):
        raise Refusal(
            _("Không thể chuyển từ “%(current)s” sang “%(target)s”. Hãy tải lại trang để xem trạng thái mới nhất.")
            % {"current": labels.get(current, current), "target": labels.get(target, target)},
            code="move",
        )
