"""The province's own questions: a new version of an area's form with its points, limits and the committee's decision."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import AssessmentForm, SupportArea
from children.scoring import CHOICE, FACTS, NUMBER, YES_NO
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

RIGHT = "forms.edit"
MOST_QUESTIONS, MOST_POINTS = 30, 100


def form_in_force(area: Any, day: datetime.date) -> AssessmentForm:
    """The area's form of the day. Raises Refusal at ``item`` when there is none."""
    form = AssessmentForm.objects.in_force(day).filter(area=area).first()
    if form is None:
        raise Refusal(_("Lĩnh vực này chưa có mẫu đánh giá. Hãy báo quản trị cổng nạp danh mục."), field="item")
    return form


@transaction.atomic
def publish_form(
    *,
    user: Any,
    area: SupportArea,
    questions: Sequence[Mapping[str, Any]],
    first: int,
    second: int,
    decision: str,
    decided_on: datetime.date,
    valid_from: datetime.date,
    needs_opinion: bool = False,
) -> AssessmentForm:
    """A new version that takes effect on a day, by a decision: ``first`` points and more are priority 1, ``second``
    and more priority 2. Older answers keep the form they were given on. Raises Refusal at the field."""
    require(user, RIGHT)
    SupportArea.objects.select_for_update(no_key=True).get(pk=area.pk)  # versions are numbered one after the other
    last = AssessmentForm.objects.filter(area=area).order_by("-version").first()
    if not 0 < second < first <= MOST_POINTS:
        raise Refusal(_("Mức 1 phải cần nhiều điểm hơn mức 2, và mức 2 phải trên 0 điểm."), field="first")
    if not decision.strip():
        raise Refusal(_("Hãy ghi số quyết định của UBND tỉnh."), field="decision")
    if valid_from < today():
        raise Refusal(_("Mẫu mới áp dụng từ hôm nay trở đi, để các đánh giá cũ giữ nguyên."), field="valid_from")
    if decided_on > valid_from:
        raise Refusal(_("Ngày quyết định phải trước hoặc đúng ngày áp dụng."), field="decided_on")
    if last and valid_from < last.valid_from:
        raise Refusal(_("Phiên bản trước áp dụng từ một ngày sau ngày này."), field="valid_from")
    made = AssessmentForm.objects.create(
        area=area,
        version=last.version + 1 if last else 1,
        questions=_cleaned(questions),
        scoring={"limits": [[first, 1], [second, 2], [0, 3]]},
        valid_from=valid_from,
        decision=nfc(decision.strip()),
        decided_on=decided_on,
        needs_opinion=needs_opinion,
        made_by=user,
    )
    record(user, "assessment_form.publish", made, right=RIGHT, area=area.pk, version=made.version)
    return made


def _cleaned(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The questions as they are kept; each with a key of its own that stays through the versions."""
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Refusal(_("Mẫu cần từ 1 đến 30 câu hỏi."))
    taken = {str(question["key"]) for question in questions if question.get("key")}
    made: list[dict[str, Any]] = []
    number = 0
    for question in questions:
        key = str(question.get("key") or "")
        while not key or (key in {one["key"] for one in made}):
            number += 1
            key = f"q{number}" if f"q{number}" not in taken else ""
        made.append(_one(question, key))
    facts = [one["known"] for one in made if one["known"]]
    if len(facts) != len(set(facts)):
        raise Refusal(_("Một thông tin của sổ chỉ tự điền cho một câu hỏi."))
    return made


def _one(question: Mapping[str, Any], key: str) -> dict[str, Any]:
    text, kind, known = nfc(str(question["text"]).strip()), question["kind"], question.get("known") or ""
    if not text or len(text) > 200 or not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", key):
        raise Refusal(_("Mỗi câu hỏi cần lời hỏi, dài không quá 200 chữ."))
    if kind not in (YES_NO, CHOICE, NUMBER) or (known and (known not in FACTS or kind != YES_NO)):
        raise Refusal(_("Câu “%(text)s”: chỉ câu có/không mới tự điền từ sổ được.") % {"text": text})
    one: dict[str, Any] = {
        "key": key,
        "text": text,
        "kind": kind,
        "known": known,
        "points": 0,
        "help": nfc(str(question.get("help") or "").strip())[:300],
    }
    if kind == YES_NO:
        one["points"] = _points(question.get("points"), text)
    elif kind == CHOICE:
        choices = list(question.get("choices") or ())
        if len(choices) < 2:
            raise Refusal(_("Câu “%(text)s” cần ít nhất hai lựa chọn.") % {"text": text})
        one["choices"] = [
            {"value": str(n), "text": nfc(str(words).strip()), "points": _points(points, text)}
            for n, (words, points) in enumerate(choices, start=1)
        ]
    else:
        bands = sorted((int(least), _points(points, text)) for least, points in question.get("bands") or ())
        if not bands:
            raise Refusal(_("Câu “%(text)s” cần ít nhất một mức số.") % {"text": text})
        one["bands"] = [{"from": least, "points": points} for least, points in bands]
    return one


def _points(value: Any, text: str) -> int:
    if not isinstance(value, int) or not 0 <= value <= MOST_POINTS:
        raise Refusal(_("Câu “%(text)s”: điểm là số từ 0 đến 100.") % {"text": text})
    return value
