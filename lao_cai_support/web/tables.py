"""Many tables in one step of a migration.

Django draws the models anew after each operation of a migration, and all that a key leads to: with some two hundred
tables and a thousand operations that is minutes of work for an empty database. Here the models are drawn once, and
each table is made as it is in the end, with its columns, constraints and indexes.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import AlterTogetherOptionOperation

# What a table that is made whole has already.
_IN_THE_TABLE = (AddConstraint, AddField, AddIndex, AlterTogetherOptionOperation)


class Tables(Operation):
    """New tables and what belongs to them (triggers too), as ``makemigrations`` lists it."""

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # drawn anew, once, when somebody asks for it
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            if not isinstance(operation, _IN_THE_TABLE):
                operation.database_forwards(app_label, schema_editor, to_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                schema_editor.delete_model(from_state.apps.get_model(app_label, operation.name))

    def describe(self) -> str:
        return f"Create {sum(isinstance(operation, CreateModel) for operation in self.operations)} tables"
