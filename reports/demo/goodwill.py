"""What grows beside the goods in the demonstration: children's days, a sponsored child, an honour."""

import datetime
from collections.abc import Sequence
from typing import Any

from children.models import Child
from children.services.consent import record_consent
from donors.models import Donor, Sponsorship
from donors.services import activity as days
from donors.services import sponsorship as sponsoring
from funds.models import HonourLevel
from funds.models.commendation import DossierPaper
from funds.services import commendation as honours
from lao_cai_support.areas.models import School
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.errors import Refusal


class Goodwill:
    """``here``: children of the commune whose officers these are, ``units`` by level."""

    def __init__(
        self,
        users: dict[str, Any],
        donors: dict[str, Donor],
        units: dict[str, Any],
        here: Sequence[Child],
        day: datetime.date,
    ):
        self.users, self.donors, self.units, self.here, self.day = users, donors, units, here, day

    def build(self) -> None:
        self._check_up()
        self._milk()
        self._to_come()
        self._sponsored()
        self._honoured()

    def _back(self, count: int) -> datetime.date:
        return self.day - datetime.timedelta(days=count)

    def _planned(self, first: datetime.date, last: datetime.date, **about: Any) -> Any:
        """An activity of the commune, published; its school is invited."""
        officer, leader = self.users["commune_officer"], self.users["commune_leader"]
        school = School.objects.filter(unit=self.units["commune"]).order_by("pk")[0]  # that of the school's account
        row = days.save_activity(
            user=officer, activity=None, unit=self.units["commune"], first_day=first, last_day=last, **about
        )
        days.invite(user=officer, activity=row, school=school)
        return days.move_activity(user=leader, activity=row, state="published")

    def _check_up(self) -> None:
        """A day of eyes and teeth at the school: who came."""
        on = self._back(24)
        with on_day(self._back(40)):
            row = self._planned(
                on,
                on,
                kind="health",
                name="Khám mắt và răng đầu năm học",
                about="Khám cho học sinh cả trường, tại trường.",
            )
        pupils = [child for child in self.here if child.school_id == row.invites.get().school_id][:20]
        with on_day(on):
            lines = [days.Said(child=child, came=number % 7 != 6) for number, child in enumerate(pupils)]
            days.save_attendance(user=self.users["commune_officer"], activity=row, lines=lines)
            days.move_activity(
                user=self.users["commune_leader"],
                activity=row,
                state="held",
                words="Cả trường được khám mắt, răng; em nào cần khám thêm đã được hẹn ở trạm y tế.",
            )

    def _milk(self) -> None:
        """School milk since September, borne by the giver of milk; heads of the last two weeks."""
        with on_day(self._back(70)):
            row = self._planned(
                self._back(65),
                self._back(-45),
                kind="milk",
                name="Sữa học đường học kỳ I",
                about="Mỗi em một hộp mỗi ngày học.",
                partner=self.donors["milk"],
                cost_memo=18_000_000,
                cost_paper="Biên bản bàn giao 04/BB",
            )
        group, school_officer = row.invites.get(), self.users["school_officer"]
        for back in range(14, 0, -1):
            on = self._back(back)
            if on.weekday() < 5:
                with on_day(on):
                    days.count_heads(user=school_officer, activity=row, day=on, heads=48 - on.weekday(), group=group)

    def _to_come(self) -> None:
        """A day of games that is announced."""
        on = self._back(-20)
        with on_day(self.day):
            self._planned(
                on, on, kind="play", name="Ngày hội trò chơi dân gian", about="Ném pao, đẩy gậy, kéo co cho trẻ cả xã."
            )

    def _sponsored(self) -> None:
        """One child of the commune, by its code; the donor gives each month itself."""
        officer, donor = self.users["province_officer"], self.donors["union"]
        ready = [child for child in self.here if 7 <= child.age_on(self.day) <= 13 and child.state == "active"]
        for child in ready:
            with on_day(self._back(75)):
                record_consent(
                    user=self.users["commune_officer"],
                    child=child,
                    purpose="sponsorship",
                    given=True,
                    representative="Người nuôi dưỡng",
                    relation="guardian",
                    on=self._back(76),
                    channel="paper",
                    child_agrees=True,
                    data_kinds=["age", "sex"],
                    recipient=donor.name,
                    donor_code=donor.code,
                    evidence="Phiếu đồng ý, lưu tại xã",
                    sensitive_told=True,
                    not_suspected=True,
                )
                try:
                    row = sponsoring.propose_sponsorship(
                        user=officer,
                        child=child,
                        donor=donor,
                        unit=self.units["province"],
                        monthly=500_000,
                        due_day=5,
                        first_day=self._back(75),
                        last_day=None,
                        route="direct",
                        terms="Góp tiền ăn và sách vở hằng tháng",
                        others_seen=0,
                    )
                except Refusal:  # this file waits for a word on a double; the next child's does not
                    continue
                row = sponsoring.sign_sponsorship(
                    user=officer, sponsorship=row, agreement_no="01/TT-ĐĐ", signed_on=self._back(75)
                )
            self._months(row)
            return

    def _months(self, row: Sponsorship) -> None:
        officer = self.users["province_officer"]
        for number, back in enumerate((70, 40, 10), start=1):
            with on_day(self._back(back)):
                sponsoring.remember_direct(
                    user=officer, sponsorship=row, day=self._back(back), amount=500_000, paper=f"Biên nhận 0{number}"
                )
        with on_day(self._back(9)):
            note = sponsoring.write_note(
                user=self.users["commune_officer"], sponsorship=row, text="Em đi học đều, vừa qua kỳ kiểm tra giữa kỳ."
            )
            sponsoring.clear_note(user=officer, note=note, shown=note.text)

    def _honoured(self) -> None:
        """Criteria for a letter of merit, and the dossier of whoever reaches them, decided."""
        officer, other = self.users["province_officer"], self.users["province_officer_2"]
        with on_day(self._back(300)):
            level: HonourLevel = honours.set_level(
                user=officer,
                kind="merit",
                decider="Giám đốc Sở Lao động - Thương binh và Xã hội",
                least_amount=20_000_000,
                years=1,
                least_years=1,
                papers=[DossierPaper.SUBMISSION],
                basis="Quy chế khen thưởng của Sở (mẫu của bản trình diễn)",
                valid_from=self._back(300),
            )
        reached = honours.candidates(level, self.day.year)
        if not reached:
            return
        with on_day(self._back(6)):
            row = honours.propose_commendation(
                user=officer, unit=self.units["province"], donor=reached[0].donor, level=level, year=self.day.year
            )
            honours.add_paper(user=officer, commendation=row, kind="submission", number="31/TTr", day=self._back(6))
            row = honours.submit_commendation(user=other, commendation=row)
        with on_day(self._back(2)):
            row = honours.record_decision(
                user=officer,
                commendation=row,
                decision_no="215/QĐ-SLĐTBXH",
                decided_on=self._back(2),
                decided_by=level.decider,
            )
            honours.agree_to_be_named(user=officer, commendation=row, paper="Thư đồng ý nêu tên", on=self._back(2))
