"""What the matrix of rights walks: every address of the project, with its policy and its sample object."""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

LIBRARIES = ("allauth.", "django.")

# fixture name → the fixture's value (request.getfixturevalue)
Get = Callable[[str], Any]


@dataclass(frozen=True)
class Sample:
    """Real objects for one address with arguments.

    ``reader`` is the fixture of a person who may open the ``own`` object; ``own`` and ``neighbour`` make the
    address's keyword arguments: an object the reader may see, and one of the same kind that the reader must
    not know of (404). ``get`` gives fixtures: ``own=lambda get: {"code": get("child").code}``.
    Without ``neighbour`` a code that nobody has takes its place. ``query`` is added to the address.
    """

    reader: str
    own: Callable[[Get], dict[str, Any]]
    neighbour: Callable[[Get], dict[str, Any]] | None = None
    query: str = ""


@dataclass(frozen=True)
class Address:
    """One address of the project."""

    name: str
    route: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def policy(self) -> Any:
        return getattr(self.view, "policy", None)

    @property
    def library(self) -> bool:
        return getattr(self.view, "__module__", "").startswith(LIBRARIES)

    def dummy(self) -> str:
        """The address with arguments that belong to nothing."""
        kinds = {"int": 1999, "year": 1999, "date": "2019-01-01"}
        return reverse(self.name, kwargs={key: kinds.get(self.kind(key), "zzzzzzzzzz") for key in self.arguments})

    def kind(self, argument: str) -> str:
        for kind in ("int", "year", "date", "slug", "uuid"):
            if f"<{kind}:{argument}>" in self.route:
                return kind
        return "str"


def addresses() -> list[Address]:
    """Every named or unnamed pattern below the root."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern, inner, here)
        elif isinstance(pattern, URLPattern):
            arguments = getattr(pattern.pattern, "converters", None) or pattern.pattern.regex.groupindex
            yield Address(f"{prefix}{pattern.name}", here, pattern.callback, tuple(arguments))


def samples() -> dict[str, Sample]:
    """``SAMPLES`` of every ``samples_<app>.py`` beside this file: address name → Sample."""
    found: dict[str, Sample] = {}
    for path in sorted(Path(__file__).parent.glob("samples_*.py")):
        module = importlib.import_module(f"tests.rights.{path.stem}")
        double = found.keys() & module.SAMPLES.keys()
        assert not double, f"two samples for {double}"
        found |= module.SAMPLES
    return found
