"""Yearly reports: the nouns."""

from .report import ReportFile, ReportState, YearReport

__all__ = ["ReportFile", "ReportState", "YearReport"]
