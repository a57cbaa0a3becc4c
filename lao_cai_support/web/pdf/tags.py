"""Mending the structure of a typeset PDF so that it reads well aloud.

The typesetter leaves heads of tables without their direction, and marks page numbers and running heads as
content that no element of the structure owns. Both are mended here, before a file is hashed or signed.
"""

from typing import Any


def mend_tags(pdf: Any) -> None:
    """Give table heads their scope, make artifacts of what the structure does not own, links printable."""
    from pikepdf import Dictionary

    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        live = _walk(root)
        owners = _owners(root)
        for page in pdf.pages:
            _hush(pdf, page, owners.get(int(page.obj.get("/StructParents", -1)), []), live)
    for page in pdf.pages:
        for note in page.obj.get("/Annots", []):
            if isinstance(note, Dictionary) and note.get("/Subtype") == "/Link":
                note.F = 4


def _walk(root: Any) -> set[tuple[int, int]]:
    """Set the scope of each head on the way; give the ids of all elements that can be reached."""
    from pikepdf import Array, Dictionary, Name

    live: set[tuple[int, int]] = set()
    waiting = [(one, "") for one in _kids(root)]
    while waiting:
        element, part = waiting.pop()
        live.add(element.objgen)
        kind = str(element.S)
        if kind in ("/THead", "/TBody", "/TFoot"):
            part = kind
        if kind == "/TH":
            attributes = element.get("/A")
            if isinstance(attributes, Array):
                attributes = attributes[0]
            if attributes is None:
                attributes = Dictionary(O=Name.Table)
            if "/Scope" not in attributes:
                attributes.Scope = Name.Column if part == "/THead" else Name.Row
            element.A = attributes
        waiting += [(one, part) for one in _kids(element)]
    return live


def _kids(element: Any) -> list[Any]:
    from pikepdf import Array, Dictionary

    inside = element.get("/K", [])
    each = list(inside) if isinstance(inside, Array) else [inside]
    return [one for one in each if isinstance(one, Dictionary) and "/S" in one]


def _owners(root: Any) -> dict[int, list[Any]]:
    """For each page's number in the parent tree: the owner of each marked piece, by the piece's number."""
    from pikepdf import Array

    found: dict[int, list[Any]] = {}
    waiting = [root.ParentTree]
    while waiting:
        branch = waiting.pop()
        numbers = list(branch.get("/Nums", []))
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            if isinstance(value, Array):
                found[int(key)] = list(value)
        waiting += list(branch.get("/Kids", []))
    return found


def _hush(pdf: Any, page: Any, owners: list[Any], live: set[tuple[int, int]]) -> None:
    """Rewrite the page's content so that pieces of unreachable owners are artifacts of pagination."""
    from pikepdf import Dictionary, Name, Operator, parse_content_stream, unparse_content_stream

    dead = {
        number for number, owner in enumerate(owners) if getattr(owner, "objgen", None) and owner.objgen not in live
    }
    if not dead:
        return
    lines: list[Any] = []
    for line in parse_content_stream(page):
        operands, operator = line.operands, line.operator
        if operator == Operator("BDC") and isinstance(operands[1], Dictionary) and operands[1].get("/MCID") in dead:
            lines.append(([Name.Artifact, Dictionary(Type=Name.Pagination)], operator))
        else:
            lines.append(line)
    page.obj.Contents = pdf.make_stream(unparse_content_stream(lines))
