"""What a merge writes, row by row, as it was and as it became: played backwards it is the undo.

Entries are plain lists, so that they fit into a JSON column: ``[act, table, key, values]`` with

- ``insert`` and ``delete``: the whole row, field → value;
- ``update``: field → [was, is];
- ``move``: a reference turned from one child to another: key is a list of keys, values ``[field, was, is]``.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import IntegrityError, InternalError, models, transaction
from django.db.models import ProtectedError

# Triggers that keep a paper as it was signed: they sleep while the child it belongs to is turned, never for what it says.
_PAPERS = ("children.Consent:immutable", "children.SubmissionRow:frozen_stays", "children.ChildTransfer:decided_stays")
# Rows that may be turned at all: a list that was decided on stays as it was signed.
_TURNABLE = {"children.submissionrow": {"submission__state": "submitted"}}


def plain(field: models.Field, row: models.Model) -> Any:
    """The field's value as JSON keeps it."""
    value = field.value_from_object(row)
    return value if value is None or type(value) in (bool, int, str) else field.value_to_string(row)


def loaded(field: models.Field, value: Any) -> Any:
    """A value of ``plain`` as the field takes it."""
    if value is None:
        return None
    return getattr(field, "target_field", field).to_python(value)


def columns(model: type[models.Model]) -> dict[str, models.Field]:
    """The model's written columns by their names (``child_id``); what the database computes is left out."""
    return {field.attname: field for field in model._meta.concrete_fields if not field.generated}


class Journal:
    """Writes rows and remembers how to take it back."""

    def __init__(self) -> None:
        self.entries: list[list[Any]] = []

    def insert(self, row: models.Model) -> None:
        type(row)._base_manager.bulk_create([row])
        self._add("insert", row, {name: plain(field, row) for name, field in columns(type(row)).items()})

    def delete(self, row: models.Model) -> None:
        self._add("delete", row, {name: plain(field, row) for name, field in columns(type(row)).items()})
        type(row)._base_manager.filter(pk=row.pk).delete()

    def update(self, row: models.Model, values: Mapping[str, Any]) -> list[str]:
        """Write what differs (column → value); gives the names of the columns that changed."""
        fields = columns(type(row))
        changed: dict[str, list[Any]] = {}
        for name, value in values.items():
            was = plain(fields[name], row)
            setattr(row, name, value)
            now = plain(fields[name], row)
            if now != was:
                changed[name] = [was, now]
        if changed:
            type(row)._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in changed})
            self._add("update", row, changed)
        return list(changed)

    def move(self, rows: models.QuerySet, field: str, was: int, now: int) -> int:
        """Turn the reference of these rows; a row that a constraint keeps where it is stays. Gives how many moved."""
        keys = list(rows.values_list("pk", flat=True))
        moved = _turned(rows.model, keys, field, now)
        if moved:
            self.entries.append(["move", rows.model._meta.label_lower, moved, [field, was, now]])
        return len(moved)

    def _add(self, act: str, row: models.Model, values: dict[str, Any]) -> None:
        self.entries.append([act, row._meta.label_lower, row.pk, values])


def _asleep(label: str) -> AbstractContextManager[None]:
    held = {f"{model._meta.label}:{trigger.name}" for model, trigger in pgtrigger.registered()}
    papers = [uri for uri in _PAPERS if uri in held and uri.partition(":")[0].lower() == label]
    return pgtrigger.ignore(*papers) if papers else nullcontext()


def _turned(model: type[models.Model], keys: list[Any], field: str, now: int) -> list[Any]:
    """The keys of the rows that now refer to the other child: all at once, or one by one where one is in the way."""
    label = model._meta.label_lower
    rows = model._base_manager.filter(pk__in=keys, **_TURNABLE.get(label, {}))
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return []
    try:
        # The trigger is woken again after the savepoint is left: before that, a refused write would not let it.
        with _asleep(label), transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{field: now})
        return keys
    except (IntegrityError, InternalError):
        if len(keys) == 1:
            return []
    return [key for one in keys for key in _turned(model, [one], field, now)]


def play_back(entries: Iterable[list[Any]]) -> list[tuple[str, str]]:
    """Take the entries back, the last first; gives (table, column) of what was changed since and therefore stays."""
    entries = list(entries)
    whole = _changed_lines(entries)
    kept: list[tuple[str, str]] = [(label, "") for label, _owner in whole]
    for act, label, key, values in reversed(entries):
        if act in ("insert", "delete") and (label, values.get("child_id")) in whole:
            continue
        model = apps.get_model(label)
        kept += [(label, name) for name in _BACK[act](model, key, values)]
    return kept


def _changed_lines(entries: Iterable[list[Any]]) -> set[tuple[str, Any]]:
    """(table, child) of a line of residences that somebody has worked on since: it stays as a whole, without gaps."""
    found = set()
    for act, label, key, values in entries:
        if act == "insert" and label == "children.residence" and not _unchanged(apps.get_model(label), key, values):
            found.add((label, values["child_id"]))
    return found


def _unchanged(model: type[models.Model], key: Any, values: dict[str, Any]) -> bool:
    row = model._base_manager.filter(pk=key).first()
    return row is not None and all(
        plain(field, row) == values[name] for name, field in columns(model).items() if name in values
    )


def _back_insert(model: type[models.Model], key: Any, values: dict[str, Any]) -> list[str]:
    """Delete the row, unless somebody has changed it since."""
    if not model._base_manager.filter(pk=key).exists():
        return []
    if not _unchanged(model, key, values):
        return [""]
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).delete()
    except (IntegrityError, ProtectedError):
        return [""]
    return []


def _back_delete(model: type[models.Model], key: Any, values: dict[str, Any]) -> list[str]:
    """Write the row again under its old key, unless something has taken its place since."""
    fields = columns(model)
    row = model(**{name: loaded(fields[name], value) for name, value in values.items() if name in fields})
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([row])
    except IntegrityError:
        return [""]
    return []


# Columns that only make sense together: one changed since keeps the others.
_TOGETHER = ({"date_of_birth", "birth_year"}, {"state", "ended_on", "end_reason"}, {"full_name", "sort_key"})


def _back_update(model: type[models.Model], key: Any, values: dict[str, list[Any]]) -> list[str]:
    """Give each column its former value, unless it was changed since."""
    row = model._base_manager.filter(pk=key).first()
    if row is None:
        return [""]
    fields = {name: field for name, field in columns(model).items() if name in values}
    newer = {name for name, field in fields.items() if plain(field, row) != values[name][1]}
    for group in _TOGETHER:
        if newer & group:
            newer |= group & fields.keys()
    back = {name: loaded(field, values[name][0]) for name, field in fields.items() if name not in newer}
    try:
        with transaction.atomic():
            if back:
                model._base_manager.filter(pk=key).update(**back)
    except IntegrityError:
        return sorted(fields)
    return sorted(newer)


def _back_move(model: type[models.Model], keys: list[Any], values: list[Any]) -> list[str]:
    """Turn the rows back that still refer to the child they were moved to."""
    field, was, now = values
    still = list(model._base_manager.filter(pk__in=keys, **{field: now}).values_list("pk", flat=True))
    return [] if len(_turned(model, still, field, was)) == len(keys) else [field]


_BACK: dict[str, Any] = {
    "insert": _back_insert,
    "delete": _back_delete,
    "update": _back_update,
    "move": _back_move,
}
