"""Questions about children."""

import datetime
import re
from itertools import pairwise
from typing import Any, Self

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.lookups import Exact, In
from django.db.models.sql.where import AND, WhereNode

from children.ages import END_OF_CHILDHOOD, OWN_ANSWER, born_after
from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role
from lao_cai_support.web.clock import today
from lao_cai_support.web.codes import is_code
from lao_cai_support.web.text import fold

WIDE = 60  # more units than a district has
_WORDS = re.compile(r"[a-z][a-z0-9]*|[0-9]+(?![a-z])")  # none begins with a digit and goes on with letters


class SearchWords(Func):
    """What the index holds of search_text: its words, each two neighbours as one word (``0giang0thi``), and all of
    them once more with the commune's id before them (``119ugiang``)."""

    function = "child_search_words"
    output_field = SearchVectorField()


class ChildQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Children whose file the user may open: those of the covered units, or of the user's school.

        Memberships that do not carry ``children.view`` (donors, cashiers, administrators, sector reviewers) open none.
        A file that was merged into another one opens under the other's name (see ChildAlias).
        """
        return self.reached_by(user).exclude(end_reason="merged")

    def reached_by(self, user: Any) -> Self:
        """As ``visible_to``, merged files among them."""
        if not user.is_authenticated:
            return self.none()
        roles = set(ACTS["children.view"]) - {Role.SCHOOL_OFFICER}
        units = user.covered_units(roles)
        scope = Q(unit__in=units)
        if len(units) > WIDE:  # nearly everybody: not to be looked up by the unit
            self = self.alias(wide=F("unit") + 0)
            scope = Q(wide__in=units)
        schools = [m.school_id for m in user.current_memberships() if m.role == Role.SCHOOL_OFFICER]
        if schools:
            scope |= Q(school__in=schools)
        return self.filter(scope)

    def assessable_by(self, user: Any) -> Self:
        """Children on the register whose needs the user assesses: a commune's officer those of the covered communes,
        a school's focal point the school's own pupils, wherever they live."""
        if not user.is_authenticated:
            return self.none()
        scope = Q(unit__in=user.covered_units(set(ACTS["needs.assess"]) - {Role.SCHOOL_OFFICER}))
        schools = [m.school_id for m in user.current_memberships() if m.role == Role.SCHOOL_OFFICER]
        if schools:
            scope |= Q(school__in=schools)
        return self.filter(scope).exclude(state="ended")

    def on_register(self) -> Self:
        """Children whose file is not ended."""
        return self.exclude(state="ended")

    def resident_on(self, day: datetime.date, units: Any) -> Self:
        """Children who lived in one of the units on the day."""
        from children.models import Residence

        return self.filter(Exists(Residence.objects.filter(child=OuterRef("pk"), unit__in=units, valid__contains=day)))

    def under_16(self, day: datetime.date) -> Self:
        """Children on the day (Luật Trẻ em Art. 1): before the 16th birthday; year-only births until the year's end."""
        return self.filter(
            Q(date_of_birth__gt=born_after(day))
            | Q(date_of_birth__isnull=True, birth_year__gte=day.year - END_OF_CHILDHOOD)
        )

    def aged(self, age: int, on: datetime.date) -> Self:
        """Children who have reached the age by the day; with only the year known, when that year's end has passed."""
        return self.filter(
            Q(date_of_birth__lte=born_after(on, age)) | Q(date_of_birth__isnull=True, birth_year__lt=on.year - age)
        )

    def lapsing_consents(self, on: datetime.date) -> Self:
        """Children of whom a yes in force was signed before an age that they reach by the day: 7, when they answer
        themselves, or 16 (domain/children 4.2 C3). With only the year known, from the year's first day on."""
        from children.models import Consent

        unexpired = Q(until__isnull=True) | Q(until__gte=today())
        standing = Consent.objects.filter(unexpired, child=OuterRef("pk"), given=True, withdrawal__isnull=True)
        newer = Consent.objects.filter(
            child=OuterRef("child"),
            purpose=OuterRef("purpose"),
            donor_code=OuterRef("donor_code"),
            recipient=OuterRef("recipient"),
            pk__gt=OuterRef("pk"),
        )
        reach: Any = Q()
        for age in (OWN_ANSWER, END_OF_CHILDHOOD):
            old_enough = Q(date_of_birth__lte=born_after(on, age)) | Q(
                date_of_birth__isnull=True, birth_year__lte=on.year - age
            )
            reach |= old_enough & Q(Exists(standing.filter(~Exists(newer), age__lt=age)))
        return self.filter(reach)

    def search(self, text: str) -> Self:
        """By the child's name, an adult of the household, the village, or the beginning of the personal id.

        Marks, where they stand (hoà, hòa) and case do not matter, and the last word may be cut short. Words that
        stand nowhere side by side are looked for one by one ("mỷ bản phố"), and after that as a piece of the
        child's name. Which of these it is costs up to two queries; see searches() and docs/decisions/09-search.md.
        """
        *ways, last = self.searches(text)
        return next((found for found in ways if found.order_by().exists()), last)

    def searches(self, text: str) -> list[Self]:
        """The ways to look for the text, the narrowest first: the first that finds somebody is the answer."""
        needle = fold(text)
        if not needle:
            return [self]
        if is_code(needle) and self.by_code(needle).exists():
            return [self.by_code(needle)]
        if needle.isdigit() and len(needle) > 2:
            return [self.filter(personal_id__startswith=needle)]
        words = _WORDS.findall(needle)
        piece = self.filter(folded__contains=needle)
        if len(words) != len(needle.split(" ")):
            return [piece]
        if len(words) == 1:
            return [self._having(words), piece]
        beside = self._having([f"0{first}0{second}" for first, second in pairwise(words)])
        if len(words) > 2:  # they may have met in pairs of different people
            beside = beside.filter(search_text__contains=f" {needle}")
        return [beside, self._having(words), piece]

    def read_through(self, text: str) -> Self:
        """The same as the narrowest of searches(), for reading along an order where nearly every row is a hit."""
        return self.filter(search_text__contains=f" {fold(text)}")

    def _having(self, words: list[str]) -> Self:
        """Children with all of the words in their search words; the last one may be the beginning of a word, unless
        it is a number."""
        units = self._units()
        here = f"{units[0]}u" if len(units) == 1 else ""
        *whole, last = (f"{here}{word}" for word in words)
        begins = "" if words[-1].isdigit() else ":*"
        query = SearchQuery(" & ".join([*whole, f"{last}{begins}"]), config="simple", search_type="raw")
        return self.alias(search_words=SearchWords(F("search_text"), F("unit"))).filter(search_words=query)

    def _units(self) -> list[int]:
        """The communes the rows are narrowed to already, by ``unit=…`` or ``unit__in=[…]``; none when they are not."""
        waiting: list[Any] = [self.query.where]
        found = None
        while waiting:
            node = waiting.pop()
            if isinstance(node, WhereNode):
                if not node.negated and (node.connector == AND or len(node.children) == 1):
                    waiting += node.children
            elif (
                isinstance(node, Exact | In) and getattr(getattr(node.lhs, "target", None), "attname", "") == "unit_id"
            ):
                if getattr(node.lhs, "alias", None) == self.model._meta.db_table:
                    values = {node.rhs} if isinstance(node, Exact) else node.rhs
                    if isinstance(values, set | frozenset | list | tuple):
                        found = set(values) if found is None else found & set(values)
        return sorted(found or ())

    def by_code(self, code: str) -> Self:
        """The file of a code, also of one that led to a file which is part of this one now."""
        from children.models import ChildAlias

        return self.filter(Q(code=code) | Q(pk__in=ChildAlias.objects.filter(code=code).values("child")))
