"""Who may do what: one table of named acts, read by every view, template and test.

An act that is not in the table is refused. *Where* a right reaches is the membership's unit: querysets'
``visible_to(user)`` decides what one sees, ``can(user, act, unit=…)`` what one does.
"""

from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.accounts.roles import Role as R
from lao_cai_support.web.errors import Refusal

_FUND = frozenset({R.FUND_ACCOUNTANT, R.FUND_CASHIER, R.FUND_CHAIR})
_STAFF = frozenset(R) - {R.DONOR}

ACTS: dict[str, frozenset[R]] = {
    # children
    "children.view": frozenset(
        {
            R.COMMUNE_OFFICER,
            R.COMMUNE_LEADER,
            R.DISTRICT_OFFICER,
            R.PROVINCE_OFFICER,
            R.SCHOOL_OFFICER,
            R.INSPECTOR,
        }
    ),
    "children.edit": frozenset({R.COMMUNE_OFFICER}),
    "children.import": frozenset({R.COMMUNE_OFFICER}),
    "imports.approve": frozenset({R.COMMUNE_OFFICER, R.COMMUNE_LEADER}),
    "imports.rule": frozenset({R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "children.export": frozenset({R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "children.merge": frozenset({R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "children.history": frozenset({R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR}),
    # The family's record, papers, consents, health, the whole personal id: not for a school.
    "children.papers": frozenset(
        {R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR}
    ),
    # Sealed groups (domain/children 1.2): a role alone opens nothing, it only lets one hold, give or take a grant.
    "sealed.view": frozenset(
        {R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR}
    ),
    "sealed.grant": frozenset({R.COMMUNE_LEADER, R.PROVINCE_OFFICER}),
    "sealed.break": frozenset({R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    # Cases (NĐ 56/2017): anybody in the office may report; a case itself opens to who is named in it (ProtectionCase).
    "cases.report": frozenset(
        {R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.SCHOOL_OFFICER}
    ),
    "cases.view": frozenset({R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR}),
    "cases.work": frozenset({R.COMMUNE_OFFICER}),
    "cases.decide": frozenset({R.COMMUNE_LEADER}),
    "services.view": frozenset(
        {
            R.COMMUNE_OFFICER,
            R.COMMUNE_LEADER,
            R.DISTRICT_OFFICER,
            R.PROVINCE_OFFICER,
            R.SCHOOL_OFFICER,
            R.SECTOR_REVIEWER,
            R.INSPECTOR,
        }
    ),
    "services.edit": frozenset({R.PROVINCE_OFFICER, R.DISTRICT_OFFICER, R.COMMUNE_OFFICER}),
    "lists.submit": frozenset({R.COMMUNE_LEADER}),
    "lists.verify": frozenset({R.DISTRICT_OFFICER}),
    "lists.view": frozenset({R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR}),
    "needs.view": frozenset(
        {
            R.COMMUNE_OFFICER,
            R.COMMUNE_LEADER,
            R.DISTRICT_OFFICER,
            R.PROVINCE_OFFICER,
            R.SCHOOL_OFFICER,
            R.SECTOR_REVIEWER,
            R.INSPECTOR,
        }
    ),
    "needs.assess": frozenset({R.COMMUNE_OFFICER, R.SCHOOL_OFFICER}),
    "needs.approve": frozenset({R.COMMUNE_LEADER}),
    "needs.publish": frozenset({R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "needs.opinion": frozenset({R.SECTOR_REVIEWER}),
    # Another priority than the rules gave: never by who assesses.
    "needs.override": frozenset({R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "needs.substitute": frozenset({R.COMMUNE_OFFICER, R.COMMUNE_LEADER, R.PROVINCE_OFFICER}),
    "forms.edit": frozenset({R.PROVINCE_OFFICER}),
    "standards.edit": frozenset({R.PROVINCE_OFFICER, R.SECTOR_REVIEWER}),
    "prices.edit": frozenset({R.PROVINCE_OFFICER}),
    # donors
    "donors.view": frozenset({R.PROVINCE_OFFICER, R.DISTRICT_OFFICER, R.FUND_ACCOUNTANT, R.FUND_CHAIR, R.INSPECTOR}),
    "donors.edit": frozenset({R.PROVINCE_OFFICER}),
    # Asking givers is the work of both levels; the registry itself is the province's.
    "donors.approach": frozenset({R.PROVINCE_OFFICER, R.DISTRICT_OFFICER}),
    # Foreign gifts (NĐ 80/2020): who asks for the approval neither appraises nor enters the decision.
    "foreign.view": frozenset({R.PROVINCE_OFFICER, R.FUND_ACCOUNTANT, R.FUND_CHAIR, R.FINANCE_APPRAISER, R.INSPECTOR}),
    "foreign.request": frozenset({R.PROVINCE_OFFICER}),
    "foreign.paper": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR, R.FINANCE_APPRAISER}),
    "foreign.appraise": frozenset({R.PROVINCE_OFFICER, R.FINANCE_APPRAISER}),
    "foreign.decide": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR}),
    "pledges.view": frozenset({R.PROVINCE_OFFICER, R.DISTRICT_OFFICER, R.FUND_ACCOUNTANT, R.FUND_CHAIR, R.INSPECTOR}),
    "pledges.edit": frozenset({R.PROVINCE_OFFICER}),
    "pledges.own": frozenset({R.DONOR}),
    # Never by who asked for it.
    "pledges.write_off": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR}),
    # Mobilisation plans: who drafts neither approves, publishes nor evaluates the same plan.
    "plans.view": frozenset(
        {
            R.COMMUNE_OFFICER,
            R.COMMUNE_LEADER,
            R.DISTRICT_OFFICER,
            R.PROVINCE_OFFICER,
            R.FUND_ACCOUNTANT,
            R.FUND_CHAIR,
            R.FINANCE_APPRAISER,
            R.INSPECTOR,
        }
    ),
    "plans.draft": frozenset({R.COMMUNE_OFFICER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "plans.approve": frozenset({R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.FUND_CHAIR}),
    "plans.evaluate": frozenset({R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR}),
    "campaigns.edit": frozenset({R.PROVINCE_OFFICER}),
    # Activities are the organising unit's own; a school calls the roll of its pupils.
    "activities.view": frozenset(
        {
            R.COMMUNE_OFFICER,
            R.COMMUNE_LEADER,
            R.DISTRICT_OFFICER,
            R.PROVINCE_OFFICER,
            R.SCHOOL_OFFICER,
            R.INSPECTOR,
        }
    ),
    "activities.edit": frozenset({R.COMMUNE_OFFICER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "activities.publish": frozenset({R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER}),
    "activities.record": frozenset({R.COMMUNE_OFFICER, R.SCHOOL_OFFICER}),
    # A sponsorship is the province's agreement about a child of a commune; the fund sees it by the child's code.
    "sponsorships.view": frozenset(
        {
            R.PROVINCE_OFFICER,
            R.DISTRICT_OFFICER,
            R.COMMUNE_OFFICER,
            R.COMMUNE_LEADER,
            R.FUND_ACCOUNTANT,
            R.FUND_CHAIR,
            R.INSPECTOR,
        }
    ),
    "sponsorships.edit": frozenset({R.PROVINCE_OFFICER}),
    "sponsorships.note": frozenset({R.COMMUNE_OFFICER, R.PROVINCE_OFFICER}),
    "sponsorships.own": frozenset({R.DONOR}),
    "matching.view": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR, R.INSPECTOR}),
    "matching.propose": frozenset({R.PROVINCE_OFFICER}),
    "matching.policy": frozenset({R.PROVINCE_OFFICER}),
    # What is short and would help most: items and numbers, nobody's name.
    "matching.appeal": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR, R.INSPECTOR, R.DONOR}),
    "matching.approve": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR}),
    # funds
    "funds.view": _FUND | {R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR, R.FINANCE_APPRAISER},
    "vouchers.draft": frozenset({R.FUND_ACCOUNTANT}),
    "vouchers.approve": frozenset({R.FUND_CHAIR}),
    "vouchers.pay": frozenset({R.FUND_CASHIER}),
    "distributions.plan": frozenset({R.FUND_ACCOUNTANT}),
    "distributions.approve": frozenset({R.FUND_CHAIR}),
    "distributions.record": frozenset({R.FUND_CASHIER, R.COMMUNE_OFFICER, R.SCHOOL_OFFICER}),
    "distributions.view": _FUND
    | {
        R.COMMUNE_OFFICER,
        R.COMMUNE_LEADER,
        R.SCHOOL_OFFICER,
        R.DISTRICT_OFFICER,
        R.PROVINCE_OFFICER,
        R.INSPECTOR,
    },
    # Somebody who had no part in a distribution asks a sample of families (funds.services.verification).
    "distributions.verify": frozenset({R.COMMUNE_LEADER, R.DISTRICT_OFFICER, R.PROVINCE_OFFICER, R.INSPECTOR}),
    "transfers.draft": frozenset({R.FUND_ACCOUNTANT}),
    "transfers.confirm": frozenset({R.FUND_CHAIR}),
    "ledger.view": _FUND | {R.PROVINCE_OFFICER, R.INSPECTOR},
    "budgets.view": _FUND | {R.PROVINCE_OFFICER, R.INSPECTOR, R.FINANCE_APPRAISER},
    "budgets.appraise": frozenset({R.FINANCE_APPRAISER}),
    # Honours: proposed and handed in by two people of the province or its fund.
    "commendations.view": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR, R.FUND_ACCOUNTANT, R.INSPECTOR}),
    "commendations.edit": frozenset({R.PROVINCE_OFFICER, R.FUND_CHAIR}),
    "commendations.criteria": frozenset({R.PROVINCE_OFFICER}),
    # reports
    "reports.view": _STAFF,
    "reports.compile": frozenset({R.FUND_ACCOUNTANT, R.PROVINCE_OFFICER}),
    "reports.publish": frozenset({R.FUND_CHAIR}),
    # portal
    "people.manage": frozenset({R.ADMINISTRATOR}),
    "reference.manage": frozenset({R.ADMINISTRATOR}),
    "audit.view": frozenset({R.INSPECTOR, R.PROVINCE_OFFICER}),
}


def can(user: Any, act: str, *, unit: Any = None) -> bool:
    """Whether the user may do the act, at all or in the unit (an AdministrativeUnit or its id).

    An unknown act is a programming error and raises KeyError.
    """
    roles = ACTS[act]
    if not user.is_authenticated:
        return False
    unit_pk = getattr(unit, "pk", unit)
    return any(m.role in roles and (unit_pk is None or m.covers(unit_pk)) for m in user.current_memberships())


def require(user: Any, act: str, *, unit: Any = None) -> None:
    """Raise Refusal unless ``can(user, act, unit=unit)``: the service's own guard, behind every page."""
    if not can(user, act, unit=unit):
        raise Refusal(
            _(
                "Tài khoản của bạn không có quyền làm việc này ở đơn vị này. "
                "Hãy liên hệ người phụ trách hoặc quản trị cổng."
            ),
            code="right",
        )


def acting_membership(user: Any, act: str, *, unit: Any = None) -> Any:
    """The membership under which the user does the act (kept in the audit row), or None."""
    unit_pk = getattr(unit, "pk", unit)
    for membership in user.current_memberships():
        if membership.role in ACTS[act] and (unit_pk is None or membership.covers(unit_pk)):
            return membership
    return None
