"""What the register's pages may do: personal ids with their middle hidden."""

from django import template

from children.personal_id import masked as masked_id

register = template.Library()


@register.filter
def masked(number: str | None) -> str:
    """010216000123 → 010******123"""
    return masked_id(number)
