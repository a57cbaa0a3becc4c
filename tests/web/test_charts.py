"""Charts tell the truth, say it in words too, and carry nothing that the page's policy forbids."""

import io
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lao_cai_support.web.charts import Flow, Series, bar_chart, flow_chart, sparkline

MEALS = "Bữa ăn dinh dưỡng"


def rects(svg: str, tone: str | None = None) -> list[dict[str, str]]:
    root = ET.fromstring(svg)
    found = [e.attrib for e in root.iter() if e.tag.endswith("rect")]
    return [a for a in found if tone is None or a["class"] == tone]


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("text")]


def drawings(chart):
    return [chart.svg, chart.narrow, chart.paper]


def test_bars_stand_in_proportion_and_carry_their_figures():
    chart = bar_chart("Thu theo nguồn", ["Tổ chức", MEALS], [Series("Số tiền", [4_000_000, 1_000_000])])
    for svg in drawings(chart):
        widths = [float(r["width"]) for r in rects(svg)]
        assert widths[0] == pytest.approx(4 * widths[1], rel=0.01)
        assert "4.000.000\u00a0đ" in texts(svg)
        assert "1.000.000\u00a0đ" in texts(svg)
    assert chart.table.rows == (("Tổ chức", "4.000.000\u00a0đ"), (MEALS, "1.000.000\u00a0đ"))
    assert not chart.empty
    # The stylesheet shows one of the two by these names.
    assert 'class="chart chart-w"' in chart.svg
    assert 'class="chart chart-n"' in chart.narrow


def test_stacked_bars_add_up_and_grouped_ones_stand_apart():
    series = [Series("Nam", [3, 1]), Series("Nữ", [1, 2])]
    stacked = bar_chart("Trẻ em", ["A", "B"], series, kind="number", stacked=True)
    assert [t for t in texts(stacked.svg) if t.isdigit()] == ["4", "3"]
    grouped = bar_chart("Trẻ em", ["A", "B"], series, kind="number")
    assert [t for t in texts(grouped.svg) if t.isdigit()] == ["3", "1", "1", "2"]
    for chart in (stacked, grouped):
        assert {"Nam", "Nữ"} <= set(texts(chart.svg))


def test_a_hidden_figure_is_neither_drawn_nor_to_be_had_from_the_sum():
    chart = bar_chart("Theo xã", ["Bản Phố"], [Series("Nam", [None]), Series("Nữ", [7])], kind="number", stacked=True)
    assert "ẩn" in texts(chart.svg)
    assert "7" not in texts(chart.svg)
    assert chart.table.rows == (("Bản Phố", "ẩn", "7"),)


def test_the_smallest_figure_is_still_seen():
    chart = bar_chart("Chi", ["Lớn", "Nhỏ"], [Series("", [10**12, 1])])
    assert float(rects(chart.svg)[1]["width"]) >= 1


def test_nothing_to_draw_is_said():
    assert bar_chart("Thu", ["A"], [Series("", [0])]).empty
    assert bar_chart("Thu", [], [Series("", [])]).empty
    assert flow_chart("Dòng tiền", [Flow("A", 0)], [Flow("B", 0)], middle="Quỹ").empty
    assert sparkline("Thu", [("2023", None)]).empty


@pytest.mark.parametrize("values", [[1], [1, -2]])
def test_wrong_figures_are_refused(values):
    with pytest.raises(ValueError):
        bar_chart("Thu", ["A", "B"], [Series("", values)])


def test_a_flow_that_does_not_balance_is_refused():
    with pytest.raises(ValueError, match="add up"):
        flow_chart("Dòng tiền", [Flow("A", 5)], [Flow("B", 4)], middle="Quỹ")
    with pytest.raises(ValueError, match="negative"):
        flow_chart("Dòng tiền", [Flow("A", 5), Flow("C", -1)], [Flow("B", 4)], middle="Quỹ")


def test_flow_shows_every_line_and_the_whole():
    chart = flow_chart(
        "Dòng tiền năm 2024",
        [Flow("Tổ chức", 3_000_000), Flow("Có địa chỉ", 1_000_000, "fa"), Flow("Không có", 0)],
        [Flow(MEALS, 2_500_000), Flow("Còn lại", 1_500_000, "f3")],
        middle="Quỹ xã Bản Phố",
    )
    for svg in (chart.svg, chart.paper):
        assert {"Tổ chức", "Có địa chỉ", "Còn lại", "Quỹ xã Bản Phố", "4.000.000\u00a0đ"} <= set(texts(svg))
        assert "Không có" not in svg
    assert svg_paths(chart.svg) == 4
    assert MEALS in texts(chart.narrow)
    assert chart.table.rows[-1] == ("Cộng", "4.000.000\u00a0đ", "4.000.000\u00a0đ")


def svg_paths(svg: str) -> int:
    return len([e for e in ET.fromstring(svg).iter() if e.tag.endswith("path")])


def test_sparkline_leaves_gaps():
    whole = sparkline("Trẻ được giúp", [("2021", 3), ("2022", 5), ("2023", 4)])
    broken = sparkline("Trẻ được giúp", [("2020", 1), ("2021", 3), ("2022", None), ("2023", 4)])
    assert svg_paths(whole.svg) == 1
    assert svg_paths(broken.svg) == 1
    assert sum(e.tag.endswith("circle") for e in ET.fromstring(broken.svg).iter()) == 2
    assert "2022 ẩn" in broken.summary


def test_every_drawing_has_a_name_first_and_no_style():
    hostile = "<script>alert(1)</script>\"&'"
    for chart in (
        bar_chart(hostile, [hostile], [Series(hostile, [3]), Series("b", [1])]),
        flow_chart(hostile, [Flow(hostile, 2)], [Flow("b", 2)], middle=hostile),
        sparkline(hostile, [(hostile, 1), ("b", 2)]),
    ):
        for svg in drawings(chart):
            root = ET.fromstring(svg)
            assert root.attrib["role"] == "img"
            assert root[0].tag.endswith("title")
            assert root[0].text.startswith(hostile)
            tags = {e.tag.rpartition("}")[2] for e in root.iter()}
            assert "script" not in tags
            names = {name for e in root.iter() for name in e.attrib}
            assert not any(name == "style" or name.startswith("on") for name in names)


def test_same_figures_same_bytes():
    def make():
        return flow_chart("D", [Flow("a", 3), Flow("b", 4)], [Flow("c", 7)], middle="Q")

    assert drawings(make()) == drawings(make())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=60), st.integers(0, 10**14)), min_size=1, max_size=12))
def test_no_bar_leaves_the_picture(pairs):
    # XML knows no control characters; the register refuses them before they come here.
    labels = [re.sub(r"[^\w \-]", "x", label) for label, _value in pairs]
    chart = bar_chart("T", labels, [Series("s", [value for _label, value in pairs])])
    for svg in drawings(chart):
        root = ET.fromstring(svg)
        width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
        for rect in rects(svg):
            assert float(rect["x"]) + float(rect["width"]) <= width + 0.1
            assert float(rect["y"]) + float(rect["height"]) <= height


def test_on_paper_the_words_come_through():
    pypdf = pytest.importorskip("pypdf")
    from lao_cai_support.web.pdf import render_pdf

    chart = flow_chart(
        "Dòng tiền năm 2024",
        [Flow("Nguyễn Thị Ước, Đặng Ẵm, Trần Ễnh", 3_000_000), Flow("Có địa chỉ", 1_000_000, "fa")],
        [Flow(MEALS, 4_000_000)],
        middle="Quỹ xã Bản Phố",
    )
    body = f"<h1>Báo cáo</h1><figure>{chart.paper}</figure>"
    page = f'<!doctype html><html lang="vi"><head><title>Báo cáo</title></head><body>{body}</body></html>'
    text = pypdf.PdfReader(io.BytesIO(render_pdf(page, title="Báo cáo"))).pages[0].extract_text()
    for word in ("Ước", "Đặng", "Ễnh", "dưỡng", "3.000.000", "Quỹ xã Bản Phố"):
        assert word in text
