"""The matching engine: problem → eligibility → solve → bound → document. No database, no framework."""

from donors.matching.document import solve_document
from donors.matching.problem import BadProblem

__all__ = ["BadProblem", "solve_document"]
