"""Case work of the demonstration's commune: a few protection cases and plans of support at different steps, and the
directory of services they name. Every word of it is invented; the steps are taken by the portal's own acts."""

import datetime
from typing import Any

from children.casework.papers import TWO_PEOPLE
from children.models import CasePaper, Child, ProtectionCase
from children.services.case import open_support, report_case
from children.services.case_paper import draft_paper, send_paper, sign_paper
from children.services.provider import add_provider
from lao_cai_support.web.clock import moment, on_day

PROVIDERS = (
    ("Trung tâm Công tác xã hội tỉnh", "counselling", "province", "Thứ hai đến thứ sáu, 7:30–16:30"),
    ("Phòng khám đa khoa khu vực", "medical", "district", "Hằng ngày"),
    ("Trung tâm Trợ giúp pháp lý, chi nhánh huyện", "legal", "district", "Thứ hai đến thứ sáu"),
    ("Trạm y tế xã", "medical", "commune", "Hằng ngày"),
)


class Casework:
    """Writes cases of one commune. ``units`` is level → unit, ``officer`` works them, ``leader`` decides."""

    def __init__(self, units: dict[str, Any], officer: Any, leader: Any, day: datetime.date) -> None:
        self.units, self.officer, self.leader, self.day = units, officer, leader, day

    def build(self, province_officer: Any, children: list[Child]) -> None:
        """Six files, of six of the children; the dates lie around the business day."""
        self._providers(province_officer)
        new, under_way, apart, old, planned, helped = children[:6]
        self._report(self._ago(1), new)
        self._ordinary(under_way, self._ago(25))
        self._emergency(apart)
        self._finished(old)
        self._support(planned, approved=False)
        self._support(helped, approved=True)

    def _ago(self, days: int) -> datetime.date:
        return self.day - datetime.timedelta(days=days)

    def _providers(self, province_officer: Any) -> None:
        with on_day(self._ago(200)):
            for name, kind, level, hours in PROVIDERS:
                who = self.officer if level == "commune" else province_officer
                add_provider(
                    user=who, name=name, kind=kind, unit=self.units[level], address="", phone="", hours=hours, note=""
                )

    def _report(self, day: datetime.date, child: Child) -> ProtectionCase:
        fields = {
            "channel": "phone",
            "classified": "abused",
            "child_name": child.full_name,
            "sex": child.sex,
            "place": str(child.village or child.unit),
            "condition": "Hàng xóm nghe tiếng trẻ khóc nhiều tối liền; trẻ nghỉ học ba ngày.",
        }
        with on_day(day):
            return report_case(
                user=self.officer, unit=self.units["commune"], fields=fields, received_at=moment(day), child=child
            )

    def _do(self, case: ProtectionCase, day: datetime.date, kind: str, **fields: Any) -> CasePaper:
        with on_day(day):
            paper = draft_paper(user=self.officer, case=case, kind=kind, fields=fields, done_at=moment(day))
            if kind not in TWO_PEOPLE:
                return sign_paper(user=self.officer, paper=paper)
            return sign_paper(user=self.leader, paper=send_paper(user=self.officer, paper=paper))

    def _first(self, case: ProtectionCase, day: datetime.date, *, urgent: bool) -> None:
        self._do(
            case,
            day,
            "first",
            harm="high" if urgent else "medium",
            danger="high" if urgent else "medium",
            access="high" if urgent else "medium",
            own_protection="low",
            adult_protection="low" if urgent else "medium",
            grounds="Đã gặp trẻ tại nhà cùng trưởng thôn.",
            urgent="yes" if urgent else "no",
            measures="Bà ngoại ở cùng trẻ; trường theo dõi hằng ngày.",
        )

    def _detailed(self, case: ProtectionCase, day: datetime.date) -> None:
        self._do(
            case,
            day,
            "detailed",
            body_mind="Sức khỏe ổn định, còn lo âu.",
            family="Mẹ đi làm xa; bà ngoại chăm sóc.",
            factors="Kinh tế khó khăn, người cha hay uống rượu.",
            schooling="Đi học lại, học lực trung bình.",
            community="Thôn và nhà trường cùng trông nom.",
            child_opinion="Muốn ở với bà và đi học.",
            need_counselling="Tư vấn tâm lý sáu buổi.",
            risk="medium",
            carer_safe="yes",
        )

    def _plan(self, case: ProtectionCase, day: datetime.date) -> None:
        week = datetime.timedelta(days=7)
        self._do(
            case,
            day,
            "plan",
            goals="Trẻ đi học đều\nGia đình biết tìm ai khi cần",
            services=[
                {
                    "what": "Tư vấn tâm lý",
                    "kind": "counselling",
                    "starts": day.isoformat(),
                    "ends": (day + 8 * week).isoformat(),
                    "responsible": "Công chức văn hóa - xã hội",
                    "provider": PROVIDERS[0][0],
                    "cost": 600_000,
                },
                {
                    "what": "Khám sức khỏe",
                    "kind": "medical",
                    "starts": day.isoformat(),
                    "ends": (day + 2 * week).isoformat(),
                    "responsible": "Trạm y tế xã",
                    "provider": PROVIDERS[3][0],
                },
            ],
            visits="Hằng tuần",
            next_visit=(day + week).isoformat(),
        )

    def _decided(self, case: ProtectionCase, day: datetime.date, number: str, next_visit: datetime.date) -> None:
        """Approved, sent to everybody named, visited once."""
        self._do(
            case,
            day,
            "decision",
            number=number,
            effective=day.isoformat(),
            doers="Công chức văn hóa - xã hội, trạm y tế",
        )
        self._do(case, day, "sending", to="Gia đình; trạm y tế; Trung tâm Công tác xã hội", how="Trao tay")
        self._do(
            case,
            day + datetime.timedelta(days=5),
            "visit",
            met="Bà và trẻ",
            found="Trẻ vui hơn, đi học đều.",
            services="Đã tư vấn một buổi.",
            next_visit=next_visit.isoformat(),
        )

    def _ordinary(self, child: Child, day: datetime.date) -> ProtectionCase:
        """From the report to a plan that is being carried out, its next visit near."""
        case = self._report(day, child)
        later = [day + datetime.timedelta(days=n) for n in range(12)]
        self._do(case, later[0], "check", truth="true", how="Trưởng thôn và cô giáo cùng xác nhận.")
        self._first(case, later[1], urgent=False)
        self._detailed(case, later[3])
        self._do(
            case,
            later[4],
            "minutes",
            place="UBND xã",
            present="Chủ tịch, công an xã, nhà trường, bà của trẻ",
            discussed="Nguy cơ và các biện pháp",
            level="support",
            concluded="Hỗ trợ tại gia đình, tư vấn, theo dõi",
        )
        self._plan(case, later[4])
        self._decided(case, later[7], "20/QĐ-UBND", self.day + datetime.timedelta(days=3))
        return case

    def _emergency(self, child: Child) -> None:
        """A child kept apart for ten days, the plan not yet made."""
        day = self._ago(2)
        case = self._report(day, child)
        self._first(case, day, urgent=True)
        self._do(case, day, "measures", measures="Đưa trẻ đến trạm y tế", by="Trạm y tế xã", place="Trạm y tế xã")
        self._do(
            case,
            day,
            "separation",
            number="31/QĐ-UBND",
            **{"from": day.isoformat(), "to": (day + datetime.timedelta(days=9)).isoformat()},
            adults="người cha",
            reason="Trẻ bị đánh, người cha còn đe dọa",
            safe_place="Nhà bà ngoại",
            carer="Bà ngoại",
        )

    def _finished(self, child: Child) -> None:
        """A case of the spring that was reviewed, closed and filed."""
        day = self._ago(230)
        case = self._ordinary(child, day)
        closed = day + datetime.timedelta(days=60)
        self._do(
            case,
            closed,
            "review",
            harm="low",
            access="low",
            obstacles="low",
            own_protection="high",
            recovery="high",
            results="Đạt cả hai mục tiêu.",
            risk_remains="no",
            stable="yes",
            outcome="close",
        )
        self._do(case, closed + datetime.timedelta(days=2), "filing", kept="Tủ 3, số 12", database="yes")

    def _support(self, child: Child, *, approved: bool) -> None:
        """A plan without a protection case: approved and under way, or just assessed."""
        day = self._ago(20 if approved else 4)
        with on_day(day):
            case = open_support(user=self.officer, child=child)
        self._detailed(case, day + datetime.timedelta(days=1))
        if approved:
            self._plan(case, day + datetime.timedelta(days=2))
            self._decided(case, day + datetime.timedelta(days=4), "27/QĐ-UBND", self.day + datetime.timedelta(days=6))
