"""Cases for tests: filled papers, and a walk that lives through a case moment by moment."""

import datetime
import io
import subprocess
from typing import Any

import time_machine

from children.casework.clocks import Clock, clocks_of
from children.casework.papers import TWO_PEOPLE
from children.casework.record import CaseRecord
from children.casework.state import CaseState, state_of
from children.models import CasePaper, ProtectionCase
from children.services.case import report_case
from children.services.case_paper import draft_paper, send_paper, sign_paper
from lao_cai_support.web.clock import HANOI, now

FIELDS: dict[str, dict[str, Any]] = {
    "report": {
        "channel": "phone",
        "classified": "abused",
        "child_name": "Giàng Thị Mỷ",
        "sex": "female",
        "place": "Bản Phố 2",
        "condition": "Có vết bầm ở tay, sợ người lớn",
    },
    "check": {"truth": "true", "how": "Trưởng thôn và trạm y tế cùng xác nhận"},
    "first": {
        "harm": "high",
        "danger": "high",
        "access": "medium",
        "own_protection": "low",
        "adult_protection": "low",
        "grounds": "Đã gặp trẻ tại nhà",
        "urgent": "no",
        "measures": "Bà ngoại ở cùng trẻ",
    },
    "measures": {"measures": "Đưa trẻ đến trạm y tế", "by": "Trạm y tế xã", "place": "Trạm y tế xã"},
    "separation": {
        "number": "12/QĐ-UBND",
        "from": "2024-11-15",
        "to": "2024-11-24",
        "adults": "cha dượng",
        "reason": "Trẻ bị đánh",
        "safe_place": "Nhà bà ngoại",
        "carer": "Bà ngoại",
    },
    "lifting": {"number": "15/QĐ-UBND", "last_day": "2024-11-20", "reason": "Cha dượng đã chuyển đi"},
    "detailed": {
        "body_mind": "Đã hồi phục",
        "family": "Mẹ có khả năng bảo vệ",
        "factors": "Cha dượng uống rượu",
        "schooling": "Lớp 3, đi học đều",
        "community": "Thôn cùng trông nom",
        "child_opinion": "Muốn ở với mẹ",
        "need_counselling": "Tư vấn tâm lý 6 buổi",
        "risk": "medium",
        "carer_safe": "yes",
    },
    "minutes": {
        "place": "UBND xã",
        "present": "Chủ tịch, công an, trường, mẹ trẻ",
        "discussed": "Các biện pháp",
        "level": "intervention",
        "concluded": "Tư vấn và theo dõi",
    },
    "plan": {
        "goals": "Trẻ an toàn trước 30/11/2024\nTrẻ hết lo âu",
        "services": [
            {
                "what": "Tư vấn tâm lý",
                "kind": "counselling",
                "starts": "2024-11-20",
                "ends": "2024-12-20",
                "responsible": "Cán bộ trẻ em",
                "provider": "Trung tâm CTXH",
                "cost": 600_000,
            },
            {"what": "Khám sức khỏe", "starts": "2024-11-20", "ends": "2024-11-30", "responsible": "Trạm y tế xã"},
        ],
        "visits": "Hằng tuần",
        "next_visit": "2024-11-27",
    },
    "decision": {"number": "20/QĐ-UBND", "effective": "2024-11-20", "doers": "Cán bộ trẻ em, trạm y tế"},
    "sending": {"to": "Mẹ trẻ; trạm y tế; Trung tâm CTXH", "how": "Trao tay"},
    "visit": {"met": "Mẹ và trẻ", "found": "Trẻ vui hơn", "services": "Đã tư vấn 2 buổi", "next_visit": "2024-12-10"},
    "referral": {
        "kind": "counselling",
        "provider": "Trung tâm CTXH",
        "handed_to": "Nguyễn Thị Hoa",
        "told": "Tuổi, tình trạng, nhu cầu",
        "basis": "consent",
    },
    "review": {
        "harm": "low",
        "access": "low",
        "obstacles": "low",
        "own_protection": "high",
        "recovery": "high",
        "results": "Đạt cả hai mục tiêu",
        "risk_remains": "no",
        "stable": "yes",
        "outcome": "close",
    },
    "filing": {"kept": "Tủ 3, số 12", "database": "yes"},
}


def at(day: int, hour: int = 9, minute: int = 0, *, month: int = 11, year: int = 2024) -> datetime.datetime:
    """A moment in Việt Nam; November 2024 unless said otherwise."""
    return datetime.datetime(year, month, day, hour, minute, tzinfo=HANOI)


def text_of(content: bytes) -> str:
    """What pdftotext reads, on one line: the order a person reads in."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)  # noqa: S607 - the tool of this machine, wherever it lies
    return " ".join(read.stdout.decode().split())


class Walk:
    """One case lived through: each act at its own moment, by the officer or the leader."""

    def __init__(self, officer: Any, leader: Any, case: Any = None) -> None:
        self.officer, self.leader, self.case = officer, leader, case

    def report(self, moment: datetime.datetime, unit: Any, *, child: Any = None, **fields: Any) -> ProtectionCase:
        with time_machine.travel(moment, tick=False):
            self.case = report_case(
                user=self.officer, unit=unit, fields=FIELDS["report"] | fields, received_at=moment, child=child
            )
        return self.case

    def draft(self, moment: datetime.datetime, kind: str, *, user: Any = None, **fields: Any) -> CasePaper:
        with time_machine.travel(moment, tick=False):
            return draft_paper(
                user=user or self.officer, case=self.case, kind=kind, fields=FIELDS[kind] | fields, done_at=now()
            )

    def sign(self, moment: datetime.datetime, paper: CasePaper) -> CasePaper:
        with time_machine.travel(moment, tick=False):
            if paper.kind in TWO_PEOPLE:
                paper = send_paper(user=self.officer, paper=paper)
                return sign_paper(user=self.leader, paper=paper)
            return sign_paper(user=self.officer, paper=paper)

    def do(self, moment: datetime.datetime, kind: str, **fields: Any) -> CasePaper:
        """Draft and sign at once."""
        return self.sign(moment, self.draft(moment, kind, **fields))

    @property
    def record(self) -> CaseRecord:
        return CaseRecord(ProtectionCase.objects.get(pk=self.case.pk))

    @property
    def state(self) -> CaseState:
        return state_of(self.record)

    def clocks(self) -> dict[str, Clock]:
        return {clock.key: clock for clock in clocks_of(self.record)}

    def standing(self, key: str, moment: datetime.datetime) -> str:
        return self.clocks()[key].standing(moment)


def scanned(content, *, dpi=110, quality=60):
    """Each page as an office scanner or a telephone gives it: a grey picture, a little askew."""
    import pypdfium2
    from PIL import Image

    pictures = []
    for page in pypdfium2.PdfDocument(content):
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil().rotate(1.5, fillcolor=255, expand=True)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        pictures.append(Image.open(io.BytesIO(out.getvalue())).copy())
    return pictures


def as_pdf(pictures):
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:])
    return out.getvalue()
