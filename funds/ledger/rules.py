"""The posting rules: which accounts an event moves (domain/funds 7.1)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from funds.ledger.post import Line


def purse(earmark: Any) -> str:
    """The fund account of money: free or earmarked."""
    return "F2" if earmark else "F1"


def money_in(
    *, place: Any, amount: int, earmark: Any, income: str, pledge: Any = None, campaign: Any = None
) -> list[Line]:
    """Cash gift, free or earmarked; interest and other income alike."""
    common = {"earmark": earmark, "pledge": pledge, "campaign": campaign}
    return [Line(place.account, amount, place=place, **common), Line(purse(earmark), -amount, income=income, **common)]


def goods_in(*, lot: Any, quantity: int, income: str, campaign: Any = None) -> list[Line]:
    """Gift in kind: the lot into the store, its mirror into the fund of goods."""
    value = quantity * lot.unit_value
    common = {"earmark": lot.earmark, "pledge": lot.pledge, "campaign": campaign}
    return [Line("A3", value, lot=lot, quantity=quantity, **common), Line("F3", -value, income=income, **common)]


def goods_advanced(*, lot: Any, quantity: int) -> list[Line]:
    """From the store to those who hand out; not yet signed for."""
    value = quantity * lot.unit_value
    return [
        Line("A4", value, lot=lot, quantity=quantity, earmark=lot.earmark, pledge=lot.pledge),
        Line("A3", -value, lot=lot, quantity=-quantity, earmark=lot.earmark, pledge=lot.pledge),
    ]


def goods_signed(*, lot: Any, quantity: int, expenditure: str, commune: Any, campaign: Any = None) -> list[Line]:
    """Signed for by children or their carers (also written off, with X05)."""
    value = quantity * lot.unit_value
    common = {"earmark": lot.earmark, "pledge": lot.pledge, "campaign": campaign, "commune": commune}
    return [
        Line("F3", value, expenditure=expenditure, **common),
        Line("A4", -value, lot=lot, quantity=-quantity, earmark=lot.earmark, pledge=lot.pledge),
    ]


def goods_lost(*, lot: Any, quantity: int, expenditure: str) -> list[Line]:
    """Written off by minutes, from the store."""
    value = quantity * lot.unit_value
    common = {"earmark": lot.earmark, "pledge": lot.pledge}
    return [
        Line("F3", value, expenditure=expenditure, **common),
        Line("A3", -value, lot=lot, quantity=-quantity, **common),
    ]


def goods_back(*, lot: Any, quantity: int) -> list[Line]:
    """What nobody signed for returns to the store."""
    return [_turned(line) for line in goods_advanced(lot=lot, quantity=quantity)]


def money_advanced(*, place: Any, amount: int, earmark: Any, pledge: Any = None) -> list[Line]:
    """Money handed to those who pay it out by a signed list."""
    common = {"earmark": earmark, "pledge": pledge}
    return [Line("A4", amount, **common), Line(place.account, -amount, place=place, **common)]


def money_signed(
    *, amount: int, earmark: Any, expenditure: str, commune: Any, pledge: Any = None, campaign: Any = None
) -> list[Line]:
    """Paid to children by the signed list."""
    return [
        Line(
            purse(earmark),
            amount,
            earmark=earmark,
            pledge=pledge,
            expenditure=expenditure,
            commune=commune,
            campaign=campaign,
        ),
        Line("A4", -amount, earmark=earmark, pledge=pledge),
    ]


def money_back(*, place: Any, amount: int, earmark: Any, pledge: Any = None) -> list[Line]:
    """The unsigned remainder returns."""
    return [_turned(line) for line in money_advanced(place=place, amount=amount, earmark=earmark, pledge=pledge)]


def money_out(
    *, place: Any, amount: int, earmark: Any, expenditure: str, commune: Any = None, campaign: Any = None
) -> list[Line]:
    """A payment without advance: support paid to a provider, or management cost (M… from F4)."""
    account = "F4" if expenditure.startswith("M") else purse(earmark)
    return [
        Line(account, amount, earmark=earmark, expenditure=expenditure, commune=commune, campaign=campaign),
        Line(place.account, -amount, earmark=earmark, place=place),
    ]


def share_set(*, amount: int) -> list[Line]:
    """The yearly management share, out of the free fund."""
    return [Line("F1", amount), Line("F4", -amount)]


def repurposed(*, place: Any, amount: int, earmark: Any, becomes: Any) -> list[Line]:
    """Another purpose with the donor's consent; both sides bear X04, so that nothing was spent and nothing came in."""
    return [
        Line("F2", amount, earmark=earmark, expenditure="X04"),
        Line(purse(becomes), -amount, earmark=becomes, expenditure="X04"),
        Line(place.account, amount, earmark=becomes, place=place),
        Line(place.account, -amount, earmark=earmark, place=place),
    ]


def transfer_sent(*, place: Any, amount: int, earmark: Any) -> list[Line]:
    return [Line("A5", amount, earmark=earmark), Line(place.account, -amount, earmark=earmark, place=place)]


def transfer_settled(*, amount: int, earmark: Any, down: bool) -> list[Line]:
    """In the sender's book, once the other fund has confirmed."""
    return [
        Line(purse(earmark), amount, earmark=earmark, expenditure="X01" if down else "X02"),
        Line("A5", -amount, earmark=earmark),
    ]


def transfer_received(*, place: Any, amount: int, earmark: Any, down: bool) -> list[Line]:
    return [
        Line(place.account, amount, earmark=earmark, place=place),
        Line(purse(earmark), -amount, earmark=earmark, income="T10" if down else "T11"),
    ]


def _turned(line: Line) -> Line:
    return replace(line, amount=-line.amount, quantity=-line.quantity)


def joined(groups: Iterable[list[Line]]) -> list[Line]:
    return [line for group in groups for line in group]
