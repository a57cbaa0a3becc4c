"""The evidence of a pair in words: what agrees, what speaks against it, and what to ask before deciding."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.duplicates.score import SHOWN, STRONG
from lao_cai_support.web.money import format_number

LABELS: dict[str, Any] = {
    "name": gettext_lazy("Họ và tên"),
    "born": gettext_lazy("Ngày sinh"),
    "father": gettext_lazy("Cha"),
    "mother": gettext_lazy("Mẹ"),
    "adult": gettext_lazy("Người chăm sóc"),
    "place": gettext_lazy("Nơi ở"),
    "sex": gettext_lazy("Giới tính"),
    "people": gettext_lazy("Dân tộc"),
    "personal_id": gettext_lazy("Số định danh"),
}

WORDS: dict[str, dict[str, Any]] = {
    "name": {
        "same": gettext_lazy("trùng hoàn toàn"),
        "marks": gettext_lazy("chỉ khác dấu"),
        "sound": gettext_lazy("viết khác, đọc như nhau"),
        "middle": gettext_lazy("tên đệm thiếu hoặc khác"),
        "near": gettext_lazy("họ hoặc tên đệm lệch một chữ cái"),
        "slip": gettext_lazy("tên lệch một chữ cái"),
        "letters": gettext_lazy("khác nguyên âm, có thể là tên khác"),
        "order": gettext_lazy("cùng các chữ, khác thứ tự"),
        "family": gettext_lazy("cùng tên, khác họ"),
    },
    "born": {
        "same": gettext_lazy("cùng ngày sinh"),
        "swapped": gettext_lazy("ngày và tháng đổi chỗ cho nhau"),
        "digit": gettext_lazy("ngày hoặc tháng lệch một chữ số"),
        "year": gettext_lazy("cùng ngày tháng, lệch một năm"),
        "year_far": gettext_lazy("cùng ngày tháng, khác năm"),
        "year_only": gettext_lazy("cùng năm sinh, không rõ ngày"),
        "year_only_near": gettext_lazy("lệch một năm, không rõ ngày"),
        "month": gettext_lazy("cùng tháng, khác ngày"),
        "differs_in_year": gettext_lazy("cùng năm, khác ngày tháng"),
        "differs": gettext_lazy("khác nhau"),
    },
    "father": {
        "same": gettext_lazy("cùng tên cha"),
        "middle": gettext_lazy("tên cha chỉ khác tên đệm"),
        "near": gettext_lazy("tên cha lệch một chữ cái"),
        "differs": gettext_lazy("khác tên cha"),
        "missing": gettext_lazy("một bên chưa ghi"),
    },
    "mother": {
        "same": gettext_lazy("cùng tên mẹ"),
        "middle": gettext_lazy("tên mẹ chỉ khác tên đệm"),
        "near": gettext_lazy("tên mẹ lệch một chữ cái"),
        "differs": gettext_lazy("khác tên mẹ"),
        "missing": gettext_lazy("một bên chưa ghi"),
    },
    "adult": {
        "other_relation": gettext_lazy("một người lớn có ở cả hai hồ sơ, với quan hệ khác"),
        "household": gettext_lazy("cùng một hộ"),
    },
    "place": {
        "village": gettext_lazy("cùng thôn, bản"),
        "commune": gettext_lazy("cùng xã"),
        "district": gettext_lazy("khác xã, cùng huyện"),
        "far": gettext_lazy("khác huyện"),
    },
    "sex": {
        "same": gettext_lazy("cùng giới tính"),
        "differs": gettext_lazy("khác giới tính"),
        "missing": gettext_lazy("một bên chưa rõ"),
    },
    "people": {
        "same": gettext_lazy("cùng dân tộc"),
        "differs": gettext_lazy("khác dân tộc"),
        "missing": gettext_lazy("một bên chưa ghi"),
    },
    "personal_id": {
        "near": gettext_lazy("hai số khác nhau một, hai chữ số"),
        "differs": gettext_lazy("hai số định danh khác nhau"),
        "missing": gettext_lazy("một bên chưa có số"),
    },
}


@dataclass(frozen=True)
class Line:
    """One field: what agreeing or differing on it says. ``tone`` is ok (one child), bad (two) or nothing."""

    field: str
    label: Any
    words: str
    tone: str
    weight: int


def _line(field: str, told: list[Any]) -> Line | None:
    level, weight = told[0], told[1]
    if level is None or level not in WORDS[field]:
        return None
    words = str(WORDS[field][level])
    count = told[2] if len(told) > 2 else None
    if field == "name" and count:
        words = _("%(words)s; %(n)s trẻ trong sổ có tên đọc như vậy") % {"words": words, "n": format_number(count)}
    return Line(field, LABELS[field], words, "ok" if weight > 0 else "bad" if weight < 0 else "", weight)


def explain(evidence: Mapping[str, Any]) -> list[Line]:
    """The fields in the order of the form; what was not compared is left out."""
    return [line for field in LABELS if field in evidence and (line := _line(field, evidence[field]))]


def in_short(evidence: Mapping[str, Any], most: int = 4) -> str:
    """What speaks for it, the strongest first, then what speaks against it: "cùng ngày sinh; cùng tên mẹ; khác xã"."""
    lines = [line for field in LABELS if field in evidence and (line := _line(field, evidence[field][:2]))]
    said = sorted((line for line in lines if line.weight > 0 and line.field != "sex"), key=lambda line: -line.weight)[
        :most
    ]
    said += sorted((line for line in lines if line.weight < 0), key=lambda line: line.weight)[:2]
    named = {"name": _("tên"), "born": ""}
    words = []
    for line in said:
        prefix = named.get(line.field, "")
        words.append(f"{prefix} {line.words}" if prefix and not line.words.startswith(prefix) else line.words)
    return "; ".join(words)


def advice(evidence: Mapping[str, Any]) -> list[str]:
    """What to ask before deciding."""
    told = {field: values[0] for field, values in evidence.items() if values}
    found = []
    if told.get("kin") and told.get("born") == "same" and told.get("name") != "same":
        found.append(
            _(
                "Cùng cha mẹ và cùng ngày sinh, tên chỉ khác chút ít: có thể là trẻ sinh đôi. "
                "Hãy hỏi gia đình có mấy trẻ trước khi gộp."
            )
        )
    if told.get("personal_id") == "differs":
        found.append(_("Hai hồ sơ có hai số định danh khác nhau: chỉ gộp khi đã biết số nào sai."))
    if told.get("sex") == "differs":
        found.append(_("Hai hồ sơ ghi giới tính khác nhau: hãy xem giấy khai sinh."))
    if told.get("father") in ("missing", None) and told.get("mother") in ("missing", None):
        found.append(_("Không so được cha mẹ vì một bên chưa ghi: hãy hỏi tên cha mẹ trước khi gộp."))
    return found


def strength(weight: int) -> tuple[Any, str]:
    """How like the two are, in words, and the tone of it."""
    if weight >= STRONG:
        return gettext_lazy("Rất giống"), "act"
    return (gettext_lazy("Khá giống"), "") if weight >= SHOWN else (gettext_lazy("Ít giống"), "")
