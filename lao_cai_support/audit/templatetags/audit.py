"""The history in words: on a record's page ``{% history record %}`` and ``{% seen_by record %}``."""

import datetime
from typing import Any

from django import template
from django.db.models import Model

from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit import services
from lao_cai_support.audit.acts import FACTS, words_of
from lao_cai_support.web.money import format_number, format_vnd

register = template.Library()

LENGTH = 20


@register.filter
def act_words(act: Any) -> str:
    """What was done, in words."""
    return words_of(act.act)


@register.filter
def act_facts(act: Any) -> str:
    """The few plain facts kept with the act: "số trẻ: 42; điểm: 7"."""
    return "; ".join(f"{label}: {_fact(key, act.detail[key])}" for key, label in FACTS.items() if act.detail.get(key))


def _fact(key: str, value: Any) -> str:
    if key == "role":
        return str(Role(value).label).lower() if value in Role.values else str(value)
    if key in ("from", "last_day"):
        return f"{datetime.date.fromisoformat(value):%d/%m/%Y}"
    if key in ("value", "amount"):
        return format_vnd(value)
    if isinstance(value, int) and key not in ("year", "number"):
        return format_number(value)
    return str(value)


@register.inclusion_tag("audit/_history.html")
def history(record: Model) -> dict[str, Any]:
    """The newest acts on the record and how many more there are."""
    acts = list(services.history_of(record)[: LENGTH + 1])
    return {"history": acts[:LENGTH], "more": len(acts) > LENGTH}


@register.inclusion_tag("audit/_seen.html")
def seen_by(record: Model) -> dict[str, Any]:
    """Who opened the record, newest first."""
    return {"views": services.views_of(record)[:LENGTH]}
