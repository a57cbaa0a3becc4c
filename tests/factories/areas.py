"""Places. Units are made by ``make_province`` or one by one; names are real, the rest is invented."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory
from psycopg2.extras import DateRange

from lao_cai_support.areas.models import AdministrativeUnit, School, Succession, Village

BEGIN = datetime.date(2019, 1, 1)
LEVEL_END = datetime.date(2025, 7, 1)  # exclusive


def as_range(span: Any) -> DateRange:
    """A pair of days as the database gives it back (the end is exclusive)."""
    return span if isinstance(span, DateRange) else DateRange(*span)


class SpanFactory(DjangoModelFactory):
    """Rows with a ``valid`` span, which may be given as a pair."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs["valid"] = as_range(kwargs["valid"])
        return super()._create(model_class, *args, **kwargs)


class UnitFactory(SpanFactory):
    """A commune by default; give ``parent`` (and ``level``) for others."""

    class Meta:
        model = AdministrativeUnit

    code = factory.Sequence(lambda n: f"{30000 + n % 60000:05d}")
    level = "commune"
    kind = "xã"
    name = factory.Sequence(lambda n: f"Suối Thử {n}")
    parent = None
    valid = (BEGIN, LEVEL_END)


class SuccessionFactory(DjangoModelFactory):
    class Meta:
        model = Succession

    effective_on = LEVEL_END
    whole = True
    legal_basis = "Nghị quyết thử"


class VillageFactory(DjangoModelFactory):
    class Meta:
        model = Village

    name = factory.Sequence(lambda n: f"Thôn Thử {n}")


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"Trường Tiểu học Thử {n}")
    level = "primary"
