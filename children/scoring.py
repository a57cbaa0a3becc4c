"""The needs assessment: questions of each area of support, and a score that explains itself.

The questions are this project's proposal; the law's forms (NĐ 56/2017, Mẫu 01–07) belong to protection cases, which
are another record. Scoring: each reason adds its points; 60 and more is priority 1, 35 and more priority 2.
"""

from typing import Any

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


def score(
    questions: list[dict[str, Any]], scoring: dict[str, Any], answers: dict[str, bool]
) -> tuple[int, int, list[list[Any]]]:
    """Add up the points of what was answered yes.

    Gives (score 0–100, priority 1–3, reasons as [text, points]); near-poor does not add to poor.
    """
    reasons = []
    for question in questions:
        if answers.get(question["key"]) and not (question["key"] == "near_poor" and answers.get("poor")):
            reasons.append([question["text"], question["points"]])
    total = min(100, sum(points for _text, points in reasons))
    priority = next(level for least, level in scoring["limits"] if total >= least)
    return total, priority, reasons
