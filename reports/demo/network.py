"""The donor network of the demonstration: establishments by an official list, who was asked, a plan, a foreign gift under way."""

import datetime
from typing import Any

from donors.models import Donor, Establishment
from donors.services import foreign, plan, register
from donors.services.donor import add_contact, log_approach
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import on_day

LISTED = datetime.date(2024, 6, 30)
# Establishments of the list, invented; those of donors bear the donors' names.
OTHERS = (
    "Công ty TNHH Chè Shan Mây Trắng",
    "Công ty Cổ phần Thủy điện Suối Reo",
    "Hợp tác xã Rau sạch Thung Lũng",
    "Hợp tác xã Thổ cẩm Sắc Núi",
    "Công ty TNHH Vận tải Đèo Gió",
    "Doanh nghiệp tư nhân Gạch Bản Mới",
    "Trường Trung cấp Nghề Vùng Cao Thử",
    "Trung tâm Dịch vụ Nông nghiệp Ban Mai",
    "Chi cục Kiểm tra Thử nghiệm",
    "Cơ sở mộc Dáng Rừng",
    "Xưởng cơ khí Búa Nhỏ",
    "Công ty TNHH Khách sạn Sương Đêm",
    "Công ty TNHH Dược liệu Lá Xanh",
    "Hội Nông dân xã Thử",
    "Hộ kinh doanh Bún Sớm Mai",
    "Hộ kinh doanh Tạp hóa Ngã Ba",
)
ASKED = 9  # of the others, besides the donors


class Network:
    def __init__(
        self, users: dict[str, Any], donors: dict[str, Donor], province: AdministrativeUnit, day: datetime.date
    ):
        self.users, self.donors, self.province, self.day = users, donors, province, day
        self.officer = users["province_officer"]

    def build(self) -> None:
        self._register()
        self._asked()
        self._plan()
        self._foreign()

    def _register(self) -> None:
        """The list as the statistics office issues it, through the pages' own acts."""
        own = [self.donors[key].name for key in ("coats", "milk", "shoes", "union", "wheels", "books")]
        lines = ["STT,Tên cơ sở,Mã số thuế,Loại hình,Địa chỉ,Ngày thành lập,Tình trạng"]
        for number, name in enumerate([*own, *OTHERS], start=1):
            code = "" if name in own else f"53001{number:05d}"
            state = "Ngừng hoạt động" if name.startswith("Xưởng") else "Đang hoạt động"
            lines.append(f"{number},{name},{code},,thành phố Lào Cai,01/03/{2008 + number % 12},{state}")
        data = "\n".join(lines).encode()
        with on_day(LISTED):
            row = register.open_register(
                user=self.officer, issuer="Cục Thống kê", list_day=LISTED, file_name="co-so-2024.csv", data=data
            )
            register.fill_register(register=row, data=data)
            register.decide_rest(user=self.officer, register=row, decision="same")
            register.commit_register(user=self.officer, register=row)

    def _asked(self) -> None:
        add_contact(user=self.officer, donor=self.donors["coats"], full_name="Đào Thị Vân Sa", position="Trưởng phòng")
        rows = list(Establishment.objects.filter(donor=None).exclude(kind="household").order_by("pk")[:ASKED])
        for number, establishment in enumerate(rows):
            with on_day(LISTED + datetime.timedelta(days=20 + number * 9)):
                donor = register.open_donor(user=self.officer, establishment=establishment)
                log_approach(
                    user=self.officer,
                    donor=donor,
                    unit=self.province,
                    on=LISTED + datetime.timedelta(days=20 + number * 9),
                    channel=("letter", "meeting", "phone")[number % 3],
                    outcome=("waiting", "agreed", "declined")[number % 3],
                    next_step="gửi danh sách nhu cầu áo ấm" if number % 3 == 0 else "",
                    next_on=self.day - datetime.timedelta(days=3 - number) if number % 3 == 0 else None,
                )

    def _plan(self) -> None:
        """This year's plan of the province: drafted by one, approved by another, published by the fund's head."""
        year = self.day.year
        with on_day(datetime.date(year, 1, 5)):
            row = plan.draft_plan(
                user=self.officer,
                unit=self.province,
                kind="year",
                title=f"Kế hoạch vận động nguồn lực hỗ trợ trẻ em năm {year}",
                summary="Vận động cơ quan, doanh nghiệp, cơ sở trên địa bàn và nhà tài trợ ngoài tỉnh cho trẻ em các xã đặc biệt khó khăn.",
                first_day=datetime.date(year, 1, 1),
                last_day=datetime.date(year, 12, 31),
            )
            targets = {target.area_id: max(target.target, 100_000_000) for target in row.targets.all()}
            plan.set_targets(user=self.officer, plan=row, targets=targets)
            plan.submit_plan(user=self.officer, plan=row)
        with on_day(datetime.date(year, 1, 20)):
            row = plan.approve_plan(
                user=self.users["province_officer_2"],
                plan=row,
                document_no=f"12/KH-UBND-{year}",
                approved_on=datetime.date(year, 1, 20),
            )
            plan.publish_plan(user=self.users["fund_chair"], plan=row)

    def _foreign(self) -> None:
        """The approval of the foreign donor's running pledge is asked for, where there is one."""
        running = self.donors["abroad"].pledges.filter(state__in=["offered", "accepted"]).order_by("pk").first()
        if running:
            foreign.request_approval(
                user=self.officer,
                pledge=running,
                authority="province",
                purpose="Áo ấm và đồ dùng học tập cho trẻ em vùng cao",
                lawful_source="Quyên góp của hội viên, có xác nhận của tổ chức",
            )
