"""Why a line stands, why a need is left, why a pledge is not used up: computed from the plan, said in short sentences."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from donors.matching.eligibility import Eligibility, Group
from donors.matching.problem import Need, Pledge, Problem
from donors.matching.solution import Solution, weight

Translate = Callable[[str], str]


class Reasons:
    def __init__(self, problem: Problem, eligibility: Eligibility, solution: Solution, translate: Translate) -> None:
        self.problem, self.eligibility, self.solution, self._ = problem, eligibility, solution, translate
        self.needed: dict[str, int] = defaultdict(int)
        self.got: dict[str, int] = defaultdict(int)
        for need in problem.needs.values():
            self.needed[need.place] += need.value
            self.got[need.place] += solution.met[need.id]
        # By pledge: the lightest weight it serves, the best covered place it serves at each weight, whether all is locked.
        self.lines: dict[tuple[str, str], int] = defaultdict(int)
        self.lightest: dict[str, int] = {}
        self.best_covered: dict[tuple[str, int], float] = {}
        self.free: set[str] = set()
        for pledge, name in solution.shares:
            need = problem.needs[name]
            heavy = weight(problem, need)
            self.lines[pledge, need.place] += 1
            self.lightest[pledge] = min(self.lightest.get(pledge, heavy), heavy)
            key = pledge, heavy
            self.best_covered[key] = max(self.best_covered.get(key, 0.0), self.cover(need.place))
            if (pledge, name) not in problem.locks:
                self.free.add(pledge)
        self._said: dict[tuple[Any, ...], str] = {}

    def cover(self, place: str) -> float:
        return self.got[place] / self.needed[place] if self.needed[place] else 1.0

    # A line

    def line(self, pledge: str, need: Need) -> list[str]:
        _ = self._
        here = self.problem.pledges[pledge]
        pair = pledge, need.id
        reasons = []
        if pair in self.problem.locks:
            reasons.append(_("Dòng này do cán bộ khóa."))
        elif pair in self.problem.last_plan:
            reasons.append(_("Giữ như phương án trước."))
        reasons.append(self._of_pledge(here, need))
        reasons.append(
            _("Ưu tiên %(priority)s, cần trước %(day)s; cả nơi này được đáp ứng %(part)s %%.")
            % {
                "priority": need.priority,
                "day": f"{need.needed_by:%d/%m/%Y}",
                "part": round(self.cover(need.place) * 100),
            }
        )
        together = self.lines[pledge, need.place]
        if together > 1:
            reasons.append(_("Đi cùng chuyến với %(n)s dòng khác của cam kết này đến nơi này.") % {"n": together - 1})
        others = self.eligibility.choice(self.eligibility.group(need))
        if pair not in self.problem.locks or self.eligibility.index[pledge] in self.eligibility.numbers(
            self.eligibility.group(need)
        ):
            others -= 1
        if others > 0:
            reasons.append(_("Có thể đổi: còn %(n)s cam kết khác cũng phù hợp.") % {"n": others})
        else:
            reasons.append(_("Không có cam kết nào khác phù hợp với nhu cầu này."))
        return reasons

    def _of_pledge(self, pledge: Pledge, need: Need) -> str:
        _ = self._
        if pledge.goods:
            return _("Cam kết đúng mặt hàng%(size)s.") % {
                "size": _(" và cỡ %(size)s") % {"size": need.size} if need.size else ""
            }
        only = pledge.only
        if only != type(only)():
            return _("Khoản tiền này chỉ được dùng trong phạm vi nhà tài trợ chỉ định, nhu cầu nằm trong phạm vi đó.")
        return _("Tiền không chỉ định, dùng được cho mọi nhu cầu.")

    # A need that is left

    def unmet(self, need: Need) -> list[str]:
        group = self.eligibility.group(need)
        key = (id(group), weight(self.problem, need))
        if key not in self._said:
            self._said[key] = self._left_over(need, group)
        return [self._said[key]]

    def _left_over(self, need: Need, group: Group) -> str:
        _ = self._
        pledges = [self.eligibility.pledges[number].id for number in self.eligibility.numbers(group)]
        if not pledges:
            return self._nobody(need, group)
        if any(self.solution.left[p] for p in pledges):
            return _("Phần còn lại của các cam kết phù hợp không đủ một đơn vị.")
        heavy = weight(self.problem, need)
        serving = [p for p in pledges if p in self.lightest]
        if not any(p in self.free for p in serving):
            return _("Các cam kết phù hợp đã được khóa cho nhu cầu khác.")
        if all(self.lightest[p] > heavy for p in serving):
            return _("Các cam kết phù hợp đã dùng cho nhu cầu ưu tiên hơn.")
        cover = self.cover(need.place)
        there = max((self.best_covered.get((p, heavy), 0.0) for p in serving), default=0.0)
        if there < cover:
            return _("Các cam kết phù hợp đã dùng cho nơi được đáp ứng ít hơn; nơi này đã được %(part)s %%.") % {
                "part": round(cover * 100)
            }
        return _(
            "Các cam kết phù hợp đã dùng cho nhu cầu ưu tiên hơn, hoặc cùng mức ưu tiên nhưng cần sớm hơn hay chờ lâu hơn."
        )

    def _nobody(self, need: Need, group: Group) -> str:
        _ = self._
        codes = self.eligibility.obstacles(need, group)
        if "late" in codes:
            return _("Cam kết phù hợp chỉ có sau ngày cần.")
        if "forbidden" in codes:
            return _("Cam kết phù hợp đã bị cán bộ loại.")
        if "forbidden_place" in codes:
            return _("Nơi này đã từ chối cam kết phù hợp, hoặc cán bộ đã loại nơi này.")
        return _("Chưa có cam kết nào phù hợp.")

    # A pledge that is not used up

    def unused(self) -> dict[str, list[str]]:
        """By pledge with something left: why."""
        _ = self._
        left = [self.solution.left[pledge.id] for pledge in self.eligibility.pledges]
        lacking: dict[int, int] = {}
        done: dict[tuple[int, int], Any] = {}
        for group in self.eligibility.groups:
            if any(self.solution.met[need.id] < need.value for need in group.needs):
                key = (id(suiting := self.eligibility.suiting(group)), group.unit)
                if key not in done:
                    done[key] = suiting
                    for number in suiting.all:
                        if left[number]:
                            lacking[number] = min(lacking.get(number, group.unit), group.unit)
        told = {}
        for number, pledge in enumerate(self.eligibility.index):
            if not left[number]:
                continue
            if not self.eligibility.reach.get(pledge):
                told[pledge] = _("Không có nhu cầu nào trong phạm vi phù hợp với chỉ định của cam kết này.")
            elif number not in lacking:
                told[pledge] = _("Mọi nhu cầu phù hợp với cam kết này đã được đáp ứng.")
            elif left[number] < lacking[number]:
                told[pledge] = _("Phần còn lại không đủ một đơn vị của nhu cầu nào còn thiếu.")
            else:
                told[pledge] = _("Phần còn lại không ghép được thành trọn đơn vị của nhu cầu còn thiếu.")
        return {pledge: [reason] for pledge, reason in told.items()}
