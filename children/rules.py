"""The published rules of priority as people read them: questions, what each answer gives, limits, the decision."""

from typing import Any

from django.utils.translation import gettext as _

from children.models import AssessmentForm
from children.scoring import FACTS, fact_of, kind_of, shown


def _told(question: dict[str, Any]) -> list[tuple[str, int]]:
    """The answers of a question that give points, in words."""
    kind = kind_of(question)
    if kind == "choice":
        return [(shown(one["text"]), one["points"]) for one in question["choices"]]
    if kind == "number":
        return [(_("từ %(n)s") % {"n": one["from"]}, one["points"]) for one in question["bands"]]
    return [(_("có"), question["points"])]


def rules_of(form: AssessmentForm) -> dict[str, Any]:
    """A form as its page shows it: questions with what each answer gives, limits, the decision."""
    questions = [
        {
            "text": shown(question["text"]),
            "help": shown(question.get("help", "")),
            "fact": shown(FACTS.get(fact_of(question), "")),
            "told": _told(question),
        }
        for question in form.questions
    ]
    return {"form": form, "questions": questions, "limits": form.scoring["limits"][:2]}
