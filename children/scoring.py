"""The needs assessment: questions of each area of support, and a score that explains itself.

The questions are this project's proposal; the law's forms (NĐ 56/2017, Mẫu 01–07) belong to protection cases, which
are another record. Scoring: each reason adds its points; 60 and more is priority 1, 35 and more priority 2. These
are the first forms; the province writes the next versions on its own page (services/assessment_form.py).
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

PRIORITY_LIMITS = ((60, 1), (35, 2), (0, 3))

_COMMON = [
    {"key": "difficult", "text": gettext_noop("Trẻ ở xã hoặc thôn đặc biệt khó khăn"), "points": 20},
    {"key": "poor", "text": gettext_noop("Hộ nghèo năm nay"), "points": 20},
    {"key": "near_poor", "text": gettext_noop("Hộ cận nghèo năm nay"), "points": 10},
    {"key": "special", "text": gettext_noop("Trẻ có hoàn cảnh đặc biệt"), "points": 25},
    {"key": "no_support", "text": gettext_noop("Chưa được hỗ trợ khoản này trong 12 tháng qua"), "points": 10},
]
_OWN: dict[str, list[dict[str, Any]]] = {
    "KCB": [
        {
            "key": "untreated",
            "text": gettext_noop("Bệnh hoặc dị tật đã phát hiện nhưng chưa được điều trị"),
            "points": 30,
        },
        {"key": "no_insurance", "text": gettext_noop("Chưa có thẻ bảo hiểm y tế còn hạn"), "points": 10},
    ],
    "DD": [
        {"key": "underweight", "text": gettext_noop("Suy dinh dưỡng theo lần cân đo gần nhất"), "points": 25},
        {"key": "no_meal", "text": gettext_noop("Không có bữa trưa tại trường"), "points": 15},
    ],
    "VC": [
        {"key": "no_place", "text": gettext_noop("Thôn hoặc điểm trường chưa có chỗ vui chơi"), "points": 25},
    ],
    "DA": [
        {"key": "no_coat", "text": gettext_noop("Không có áo ấm mặc vừa"), "points": 25},
        {"key": "cold", "text": gettext_noop("Ở vùng rét đậm, sương muối"), "points": 15},
    ],
    "KH": [
        {"key": "leaving_school", "text": gettext_noop("Có nguy cơ bỏ học vì thiếu thốn"), "points": 25},
    ],
}
FORMS: dict[str, dict[str, Any]] = {
    area: {"version": 1, "questions": _COMMON + own, "scoring": {"limits": [list(limit) for limit in PRIORITY_LIMITS]}}
    for area, own in _OWN.items()
}


YES_NO, CHOICE, NUMBER = "yes_no", "choice", "number"
# What the register may answer by itself: the fact's code → in words (services/known.py finds them out).
FACTS: dict[str, str] = {
    "difficult": gettext_noop("ở xã, thôn đặc biệt khó khăn"),
    "poor": gettext_noop("hộ nghèo năm nay"),
    "near_poor": gettext_noop("hộ cận nghèo năm nay"),
    "special": gettext_noop("có hoàn cảnh đặc biệt"),
    "no_support": gettext_noop("chưa được hỗ trợ lĩnh vực này trong 12 tháng"),
    "no_insurance": gettext_noop("chưa có thẻ bảo hiểm y tế"),
    "underweight": gettext_noop("suy dinh dưỡng theo lần đo gần nhất"),
    "cold": gettext_noop("ở vùng rét đậm, sương muối"),
}


def shown(text: str) -> str:
    """Words of a form in the reader's language: the first forms are translated, an office's own stand as written."""
    return _(text) if text else ""


def kind_of(question: dict[str, Any]) -> str:
    """yes_no, choice or number; a question of the first forms says none and is a yes or no."""
    return str(question.get("kind", YES_NO))


def fact_of(question: dict[str, Any]) -> str:
    """The register's fact that answers the question, or ""; in the first forms the key is the fact."""
    fact = str(question.get("known", question["key"]))
    return fact if fact in FACTS and kind_of(question) == YES_NO else ""


def reason_of(question: dict[str, Any], answer: Any) -> tuple[str, int] | None:
    """What an answer adds: (words, points), or None when it adds nothing."""
    kind = kind_of(question)
    if kind == YES_NO:
        return (question["text"], question["points"]) if answer is True else None
    if answer in (None, "") or isinstance(answer, bool):
        return None
    if kind == CHOICE:
        chosen = next((one for one in question["choices"] if one["value"] == answer), None)
        return (f"{question['text']}: {chosen['text']}", chosen["points"]) if chosen and chosen["points"] else None
    reached = [band["points"] for band in question["bands"] if answer >= band["from"]]
    points = max(reached, default=0)
    return (f"{question['text']}: {answer}", points) if points else None


def score(
    questions: list[dict[str, Any]], scoring: dict[str, Any], answers: dict[str, Any]
) -> tuple[int, int, list[list[Any]]]:
    """Add up the points of what was answered.

    Gives (score 0–100, priority 1–3, reasons as [text, points]); near-poor does not add to poor.
    """
    facts = {fact_of(question): question["key"] for question in questions}
    poor = bool(answers.get(facts.get("poor", "poor")))
    reasons: list[list[Any]] = []
    for question in questions:
        if poor and fact_of(question) == "near_poor":
            continue
        if told := reason_of(question, answers.get(question["key"])):
            reasons.append(list(told))
    total = min(100, sum(points for _text, points in reasons))
    priority = next(level for least, level in scoring["limits"] if total >= least)
    return total, priority, reasons


def said(question: dict[str, Any], answer: Any) -> str:
    """An answer in words, as it is shown beside its question."""
    if answer in (None, ""):
        return "–"
    if kind_of(question) == YES_NO:
        return _("có") if answer else _("không")
    if kind_of(question) == CHOICE:
        return next((shown(one["text"]) for one in question["choices"] if one["value"] == answer), str(answer))
    return str(answer)
