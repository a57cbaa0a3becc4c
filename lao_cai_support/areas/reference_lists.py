"""Loading the official lists: each app registers the lists it owns; running it again changes nothing."""

import csv
import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction

Loader = Callable[[], "Counts"]
_loaders: list[tuple[str, Loader]] = []


@dataclass
class Counts:
    """What a list's loading did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged)


def register_loader(name: str, loader: Loader) -> None:
    """Called in ``ready()``; loaders run in the order of the installed apps."""
    if name not in {known for known, _loader in _loaders}:
        _loaders.append((name, loader))


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a list in the reference folder."""
    with (settings.REFERENCE_DIR / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def day_after(text: str) -> datetime.date | None:
    """The lists give the last day; ranges in the database end before their upper bound."""
    return datetime.date.fromisoformat(text) + datetime.timedelta(days=1) if text else None


def upsert(model: type[models.Model], rows: Iterable[dict[str, Any]], *, key: tuple[str, ...]) -> Counts:
    """Make missing rows, change differing ones, leave the rest: set-based, a fixed number of queries.

    ``key`` names the fields that identify a row; ``valid__lower`` is a range's first day.
    """
    rows = list(rows)
    manager = model._default_manager
    parts = [name.removesuffix("__lower") for name in key]
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    attnames = [columns[name] for name in parts]
    first_days = [name.endswith("__lower") for name in key]

    def identity(get: Callable[[str], Any]) -> tuple[Any, ...]:
        pairs = zip(attnames, first_days, strict=True)
        return tuple(get(name).lower if first else get(name) for name, first in pairs)

    held = {identity(partial(getattr, obj)): obj for obj in manager.all()}
    new, changed, fields, counts = [], [], set(), Counts()
    for row in rows:
        obj = held.get(identity(row.__getitem__))
        if obj is None:
            new.append(model(**row))
            continue
        differs = [name for name, value in row.items() if getattr(obj, name) != value]
        if differs:
            for name in differs:
                setattr(obj, name, row[name])
            fields |= set(differs)
            changed.append(obj)
        else:
            counts.unchanged += 1
    # What ends comes first, so that a code may be taken again from the next day on.
    if changed:
        manager.bulk_update(changed, sorted(fields), batch_size=500)
    manager.bulk_create(new, batch_size=1000)
    counts.created, counts.changed = len(new), len(changed)
    return counts


@transaction.atomic
def load_all() -> dict[str, Counts]:
    """Load every registered list in one transaction."""
    return {name: loader() for name, loader in _loaders}
