"""The log: written once, never changed; readable; read within one's own units."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import DatabaseError, connection, transaction
from django.template import Context, Template
from django.urls import reverse

from lao_cai_support.audit import services
from lao_cai_support.audit.acts import WORDS, words_of
from lao_cai_support.audit.models import Act, RecordView


@pytest.fixture
def acts(units, commune_officer, neighbour_officer, village):
    """One act in each of three communes, one without a unit, one view."""
    right = "children.edit"
    services.record(
        commune_officer,
        "child.edit",
        village,
        right=right,
        unit=units.commune,
        reason="đo lại",
        fields=["b", "a"],
    )
    services.record(neighbour_officer, "child.edit", village, right=right, unit=units.sibling)
    services.record(None, "child.end", village, unit=units.far)
    services.record(None, "donor.edit", commune_officer)
    services.seen(commune_officer, village, "child", right="children.view")


@pytest.mark.parametrize("table", ["audit_act", "audit_recordview"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET object_code = 'x'", "DELETE FROM {}"])
def test_the_log_is_append_only_in_the_database(acts, table, sql):
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))
    assert Act.objects.count() == 4 and RecordView.objects.count() == 1


def test_a_row_says_who_as_what_where_and_why(acts, commune_officer, units, village):
    act = Act.objects.get(unit=units.commune)
    assert (act.user, act.membership.role, act.reason, act.fields) == (
        commune_officer,
        "commune_officer",
        "đo lại",
        ["a", "b"],
    )
    assert (act.object_type, act.object_code) == ("areas.village", village.code)
    assert act.at.astimezone(datetime.UTC).date().isoformat().startswith("2024-11-1")


def test_the_row_falls_with_the_act(commune_officer, units, village):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.record(commune_officer, "child.edit", village, right="children.edit", unit=units.commune)
        raise RuntimeError
    assert not Act.objects.exists()


def test_history_reads_as_sentences(acts, village):
    html = Template("{% load audit %}{% history record %}{% seen_by record %}").render(Context({"record": village}))
    assert "Sửa hồ sơ</b>: đo lại" in html
    assert "cán bộ trẻ em cấp xã" in html
    assert "Hệ thống" in html


def test_facts_are_told_in_words(commune_officer, village):
    services.record(
        commune_officer,
        "role.grant",
        village,
        detail={"role": "fund_chair", "from": "2024-11-15"},
        children=1200,
    )
    html = Template("{% load audit %}{% history record %}").render(Context({"record": village}))
    assert "vai trò: trưởng ban, chủ tài khoản quỹ; từ ngày: 15/11/2024; số trẻ: 1.200" in html


def test_history_takes_a_fixed_number_of_queries(commune_officer, village, django_assert_num_queries):
    for _ in range(30):
        services.record(commune_officer, "child.edit", village, right="children.edit")
    with django_assert_num_queries(1):
        html = Template("{% load audit %}{% history record %}").render(Context({"record": village}))
    assert html.count("<li") == 20 and "Chỉ hiện những việc gần đây nhất" in html


def visible(user) -> list[str]:
    return sorted(act.unit.code if act.unit else "" for act in Act.objects.visible_to(user).select_related("unit"))


def test_the_log_is_read_within_ones_units(acts, province_officer, commune_officer, person, units):
    assert visible(province_officer) == ["", "02680", "02863", "02866"]
    assert visible(commune_officer) == []
    assert visible(person("inspector", units.district, username="district_inspector")) == ["02863", "02866"]
    assert visible(person("inspector", units.sibling, username="commune_inspector")) == ["02863"]


def test_page_filters_searches_and_exports(acts, client_of, inspector):
    browser = client_of(inspector)
    url = reverse("audit:act_list")

    def total(**query):
        page = browser.get(url, query)
        assert page.status_code == 200
        return page.context["listing"].total

    assert total() == 4
    assert total(act="child.end") == 1
    assert total(unit="085") == 2
    assert total(since="2024-11-15", until="2024-11-15") == 4
    assert total(until="2024-11-14") == 0
    assert total(since="2024-11-16") == 0
    found = browser.post(url, {"search": "can bo tre em"}, follow=True)
    assert found.context["listing"].total == 2
    browser.post(url, {"search": ""})
    export = b"".join(browser.get(url, {"export": "csv", "unit": "085"})).decode()
    assert len(export.strip().splitlines()) == 3 and "Sửa hồ sơ" in export


def test_page_is_closed_to_other_roles(client_of, commune_officer, donor):
    for user in (commune_officer, donor):
        assert client_of(user).get(reverse("audit:act_list")).status_code == 403


def test_page_takes_the_same_queries_for_3_and_30_rows(acts, client_of, inspector, commune_officer, village, units):
    from django.test.utils import CaptureQueriesContext

    browser = client_of(inspector)
    url = reverse("audit:act_list")
    browser.get(url)

    def count():
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        return len(queries)

    few = count()
    for _ in range(27):
        services.record(commune_officer, "child.edit", village, right="children.edit", unit=units.commune)
    assert count() == few


def test_every_recorded_act_has_words():
    """Each literal act code in the sources is in the table: no code is ever shown to a reader."""
    pattern = re.compile(r'record\(\s*[^,()]+,\s*"([a-z_]+\.[a-z_]+)"|act="([a-z_]+\.[a-z_]+)"')
    codes = set()
    for app in ("children", "donors", "funds", "reports", "lao_cai_support"):
        for path in Path(project.BASE_DIR, app).rglob("*.py"):
            for one, two in pattern.findall(path.read_text(encoding="utf-8")):
                codes.add(one or two)
    assert "role.grant" in codes and "need.assess" in codes
    assert {code for code in codes if code not in WORDS} == set()
    assert words_of("child.edit") == "Sửa hồ sơ"
