"""The funds' official lists."""

from django.db import models

from funds.models import ExpenditureKind, IncomeSource
from lao_cai_support.areas.reference_lists import Counts, read_csv, upsert


def _load(model: type[models.Model], name: str) -> Counts:
    rows = (
        {"code": row["code"], "name_vi": row["name_vi"], "name_en": row["name_en"], "source": row["source"]}
        for row in read_csv(name)
    )
    return upsert(model, rows, key=("code",))


def load_income() -> Counts:
    return _load(IncomeSource, "fund_income_sources.csv")


def load_expenditure() -> Counts:
    return _load(ExpenditureKind, "fund_expenditure_kinds.csv")
