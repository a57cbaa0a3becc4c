"""Objects for the addresses of reports and of the public site.

A published report is everyone's; a draft belongs to those who see its fund. A commune's officer sees no fund.
"""

from donors.models import Activity
from lao_cai_support.web.clock import on_day
from reports.services.report import compile_report, publish_report
from tests.conftest import with_files
from tests.factories.donors import CampaignFactory
from tests.rights.frame import Get, Sample
from tests.rights.samples_donors import activity


def published(get: Get) -> dict:
    return {"code": get("year_report").code}


def draft(get: Get) -> dict:
    return {"code": get("draft_report").code}


def public(get: Get) -> dict:
    report = get("year_report")
    return {"year": report.year, "unit": report.fund.unit.code}


def unpublished(get: Get) -> dict:
    """A year of which there is only a draft."""
    report = get("draft_report")
    return {"year": report.year, "unit": report.fund.unit.code}


def replaced(get: Get) -> dict:
    """A version that a correction took the place of."""
    report = get("year_report")
    with on_day(get("office_day")):
        second = compile_report(user=get("province_officer"), fund=report.fund, year=report.year, reason="Sửa số")
        publish_report(user=get("fund_chair"), report=with_files(second))
    return public(get) | {"version": 1}


def campaign(get: Get) -> dict:
    return {"code": CampaignFactory(unit=get("units").province).code}


def hidden_campaign(get: Get) -> dict:
    return {"code": CampaignFactory(unit=get("units").province, state="draft").code}


def with_kind(make, kind: str = "pdf"):
    return lambda get: make(get) | {"kind": kind}


def _planned(get: Get) -> str:
    code = activity()(get)["code"]
    Activity.objects.filter(code=code).update(state="planned")
    return code


SAMPLES = {
    "reports:report_detail": Sample("commune_officer", published, draft),
    "reports:report_file": Sample("commune_officer", with_kind(published), with_kind(draft)),
    "reports:report_publish": Sample("fund_chair", draft, published),
    "public:report": Sample("commune_officer", public, unpublished),
    "public:report_file": Sample("commune_officer", with_kind(public), with_kind(unpublished)),
    "public:report_version": Sample("commune_officer", replaced, lambda get: unpublished(get) | {"version": 1}),
    "public:report_version_file": Sample(
        "commune_officer", with_kind(replaced), lambda get: unpublished(get) | {"version": 1, "kind": "pdf"}
    ),
    "public:open_data_file": Sample("commune_officer", lambda get: {"kind": "csv"}),
    "public:activity": Sample("commune_officer", activity(), lambda get: {"code": _planned(get)}),
    "public:campaign": Sample("commune_officer", campaign, hidden_campaign),
}
