"""The roles of the portal: functions, never bodies. Which office fills one is a membership with dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    COMMUNE_OFFICER = "commune_officer", _("Cán bộ trẻ em cấp xã")
    COMMUNE_LEADER = "commune_leader", _("Lãnh đạo UBND xã")
    DISTRICT_OFFICER = "district_officer", _("Cán bộ cấp huyện")
    PROVINCE_OFFICER = "province_officer", _("Cán bộ Sở (cấp tỉnh)")
    SECTOR_REVIEWER = "sector_reviewer", _("Cán bộ thẩm định của ngành")
    SCHOOL_OFFICER = "school_officer", _("Đầu mối nhà trường")
    FUND_ACCOUNTANT = "fund_accountant", _("Kế toán Quỹ")
    FUND_CASHIER = "fund_cashier", _("Thủ quỹ, thủ kho")
    FUND_CHAIR = "fund_chair", _("Trưởng ban, chủ tài khoản Quỹ")
    FINANCE_APPRAISER = "finance_appraiser", _("Cán bộ thẩm định Sở Tài chính")
    INSPECTOR = "inspector", _("Thanh tra, kiểm tra")
    DONOR = "donor", pgettext_lazy("một", "Nhà tài trợ")
    ADMINISTRATOR = "administrator", _("Quản trị cổng")


# One fund each (design: who may do what).
FUND_ROLES: frozenset[str] = frozenset({Role.FUND_ACCOUNTANT, Role.FUND_CASHIER, Role.FUND_CHAIR})

# Who drafts must not also approve, hold the cash or inspect, in one and the same unit (domain/funds.md 1.4).
FORBIDDEN_PAIRS: frozenset[frozenset[str]] = frozenset(
    frozenset(pair)
    for pair in (
        (Role.FUND_ACCOUNTANT, Role.FUND_CASHIER),
        (Role.FUND_ACCOUNTANT, Role.FUND_CHAIR),
        (Role.FUND_CASHIER, Role.FUND_CHAIR),
        (Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER),
        (Role.INSPECTOR, Role.FUND_ACCOUNTANT),
        (Role.INSPECTOR, Role.FUND_CASHIER),
        (Role.INSPECTOR, Role.FUND_CHAIR),
        (Role.INSPECTOR, Role.COMMUNE_OFFICER),
        (Role.INSPECTOR, Role.PROVINCE_OFFICER),
        (Role.ADMINISTRATOR, Role.FUND_ACCOUNTANT),
        (Role.ADMINISTRATOR, Role.FUND_CASHIER),
        (Role.ADMINISTRATOR, Role.FUND_CHAIR),
    )
)

# Money and province roles sign in with a second factor; so does whoever hands out roles.
SECOND_FACTOR_ROLES: frozenset[str] = frozenset(
    {
        Role.DISTRICT_OFFICER,
        Role.PROVINCE_OFFICER,
        Role.FUND_ACCOUNTANT,
        Role.FUND_CASHIER,
        Role.FUND_CHAIR,
        Role.FINANCE_APPRAISER,
        Role.INSPECTOR,
        Role.ADMINISTRATOR,
    }
)

# The level of the unit a role may be given at.
ROLE_LEVELS: dict[str, frozenset[str]] = {
    Role.COMMUNE_OFFICER: frozenset({"commune"}),
    Role.COMMUNE_LEADER: frozenset({"commune"}),
    Role.DISTRICT_OFFICER: frozenset({"district"}),
    Role.PROVINCE_OFFICER: frozenset({"province"}),
    Role.SECTOR_REVIEWER: frozenset({"province", "district"}),
    Role.SCHOOL_OFFICER: frozenset({"commune"}),
    Role.FUND_ACCOUNTANT: frozenset({"province", "district", "commune"}),
    Role.FUND_CASHIER: frozenset({"province", "district", "commune"}),
    Role.FUND_CHAIR: frozenset({"province", "district", "commune"}),
    Role.FINANCE_APPRAISER: frozenset({"province"}),
    Role.INSPECTOR: frozenset({"province", "district", "commune"}),
    Role.DONOR: frozenset({"province"}),
    Role.ADMINISTRATOR: frozenset({"province"}),
}
