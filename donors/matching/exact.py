"""Small problems, where a part unit weighs: the whole units themselves as an integer program.

The flow knows the best value; which units to buy with the last money is a knapsack. Up to so many shares it is solved to
the end (by counted nodes, never by the clock, so that the same problem has the same plan): the score first, then, among
plans of that score, fairness in bands.
"""

from collections import defaultdict
from typing import Any

import numpy as np

from donors.matching.network import BANDS
from donors.matching.whole import Whole

SHARES = 500
_NODES = 1_000
_FAIR_NODES, _FAIR_GAP = 20, 0.01


def best_units(
    whole: Whole, open_units: dict[int, list[list[int]]], needed: dict[str, int], met: dict[str, int]
) -> bool:
    """Put better whole units in the place of those of ``whole``, where there are such; whether it was done.

    ``needed`` and ``met`` (locked): đồng by place.
    """
    holds = [bool(_holds(whole, pledge)) for pledge in range(len(whole.is_goods))]
    pairs: list[tuple[int, int]] = []
    for group, rows in sorted(open_units.items()):
        if any(row[1] for row in rows):
            pairs += [(pledge, group) for pledge in whole.numbers(group) if holds[pledge]]
        if len(pairs) > SHARES:
            return False
    if not pairs:
        return False
    try:
        import highspy
    except ImportError:
        return False
    program = _Program(highspy, whole, open_units, pairs)
    found = program.best()
    if found is None:
        return False
    found = program.fairest(needed, met) or found
    score = sum(row[0] * row[2] * whole.groups[group].unit for group, rows in open_units.items() for row in rows)
    if program.score(found) < score:
        return False
    return _put(whole, open_units, program, found)


def _holds(whole: Whole, pledge: int) -> int:
    return whole.left[pledge] + sum(whole.given.get(pledge, {}).values())


class _Program:
    """Columns: units by (group, row), pieces or đồng by (pledge, group)."""

    def __init__(
        self, highspy: Any, whole: Whole, open_units: dict[int, list[list[int]]], pairs: list[tuple[int, int]]
    ) -> None:
        self.highspy, self.whole = highspy, whole
        self.solver = highspy.Highs()
        self.solver.silent()
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 1,
            "mip_max_nodes": _NODES,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.5,
        }.items():
            self.solver.setOptionValue(option, value)
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.found: list[float] = []
        self.count = 0
        self.units: dict[tuple[int, int], int] = {}
        self.shares: dict[tuple[int, int], int] = {}
        self.gains: dict[int, int] = {}
        by_group: dict[int, list[int]] = defaultdict(list)
        by_pledge: dict[int, list[int]] = defaultdict(list)
        for pledge, group in pairs:
            by_group[group].append(pledge)
            by_pledge[pledge].append(group)
        for group, pledges in by_group.items():
            unit = whole.groups[group].unit
            row = []
            asked = 0
            for number, (weight, units, _served) in enumerate(open_units[group]):
                column = self.units[group, number] = self._column(units, whole=True)
                self.gains[column] = weight * unit
                row.append((column, -float(unit)))
                asked += units
            for pledge in pledges:
                goods = whole.is_goods[pledge]
                column = self.shares[pledge, group] = self._column(asked if goods else asked * unit, whole=goods)
                row.append((column, float(unit) if goods else 1.0))
            self._row(0, 0, row)
        for pledge, groups in by_pledge.items():
            unit = whole.groups[groups[0]].unit if whole.is_goods[pledge] else 1
            self._row(
                -highspy.kHighsInf, _holds(whole, pledge) // unit, [(self.shares[pledge, g], 1.0) for g in groups]
            )

    def _column(self, most: int, *, whole: bool) -> int:
        self.solver.addVar(0.0, float(most))
        if whole:
            self.solver.changeColIntegrality(self.count, self.highspy.HighsVarType.kInteger)
        self.count += 1
        return self.count - 1

    def _row(self, low: float, high: float, row: list[tuple[int, float]]) -> None:
        self.solver.addRow(low, high, len(row), np.array([c for c, _v in row]), np.array([v for _c, v in row]))

    def _run(self) -> list[float] | None:
        self.solver.run()
        status = self.solver.getModelStatus()
        known = (self.highspy.HighsModelStatus.kOptimal, self.highspy.HighsModelStatus.kSolutionLimit)
        if status not in known or not self.solver.getInfo().primal_solution_status:
            return None
        return list(self.solver.getSolution().col_value)

    def best(self) -> list[float] | None:
        for column, gain in self.gains.items():
            self.solver.changeColCost(column, float(gain))
        found = self._run()
        self.found = found or []
        return found

    def score(self, values: list[float]) -> int:
        return sum(gain * round(values[column]) for column, gain in self.gains.items())

    def fairest(self, needed: dict[str, int], met: dict[str, int]) -> list[float] | None:
        """Of the plans with the score just found, one that fills the lowest bands first."""
        least = self.score(self.found)
        self._row(least - 0.5, self.highspy.kHighsInf, [(c, float(gain)) for c, gain in self.gains.items()])
        for column in self.gains:
            self.solver.changeColCost(column, 0.0)
        at: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for (group, _number), column in self.units.items():
            at[self.whole.groups[group].place].append((column, -float(self.whole.groups[group].unit)))
        for place, row in sorted(at.items()):
            below = 0
            bands = []
            for band in range(BANDS):
                top = needed[place] * (band + 1) // BANDS
                room = top - max(below, met[place])
                below = top
                if room > 0:
                    column = self._column(room, whole=False)
                    self.solver.changeColCost(column, float(BANDS - band))
                    bands.append((column, 1.0))
            self._row(0, 0, row + bands)
        self.solver.setOptionValue("mip_rel_gap", _FAIR_GAP)
        self.solver.setOptionValue("mip_max_nodes", _FAIR_NODES)
        return self._run()


def _put(whole: Whole, open_units: dict[int, list[list[int]]], program: _Program, values: list[float]) -> bool:
    """Goods as the program says, and money by exact pushes, so that no rounding of the program is taken over."""
    before = [(p, g, v) for p, parts in sorted(whole.given.items()) for g, v in sorted(parts.items())]
    units, rows = list(whole.units), {group: [list(row) for row in parts] for group, parts in open_units.items()}
    for pledge, group, value in before:
        whole.move(pledge, group, -value)
    whole.forget()
    whole.units = [0] * len(units)
    wanted: dict[int, int] = defaultdict(int)
    for (group, number), column in program.units.items():
        wanted[group] += round(values[column])
        open_units[group][number][2] = round(values[column])
    done = True
    for (pledge, group), column in program.shares.items():
        if whole.is_goods[pledge] and (pieces := round(values[column])):
            done = done and whole.left[pledge] >= pieces * whole.groups[group].unit
            whole.move(pledge, group, pieces * whole.groups[group].unit)
            whole.units[group] += pieces
    for group, count in sorted(wanted.items()):
        while done and whole.units[group] < count:
            done = whole.bring_money(group)
            whole.units[group] += 1
        done = done and whole.units[group] == count
    if not done:
        for pledge, parts in sorted(whole.given.items()):
            for group, value in sorted(parts.items()):
                whole.move(pledge, group, -value)
        for pledge, group, value in before:
            whole.move(pledge, group, value)
        whole.units = units
        for group, kept in rows.items():
            open_units[group][:] = kept
    whole.forget()
    return done
