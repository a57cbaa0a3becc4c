"""Parts of every page: labels tied, errors linked, amounts with their unit, nothing typed lost."""

import datetime
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from lao_cai_support.web.charts import Series, bar_chart
from lao_cai_support.web.money import VndFormField
from lao_cai_support.web.templatetags.web import inside
from tests.web.marks import check


class Gift(forms.Form):
    giver = forms.CharField(label="Người tặng", help_text="Như trên giấy tờ.")
    amount = VndFormField(label="Số tiền", min_value=1)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Áo"), ("s", "Sữa")], widget=forms.RadioSelect)
    places = forms.MultipleChoiceField(
        label="Nơi nhận",
        choices=[("1", "Bản Phố"), ("2", "Tả Van Chư")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn một hoặc nhiều xã.",
        required=False,
    )
    area = forms.ChoiceField(label="Lĩnh vực", choices=[("", "Chọn"), ("DA", "Đồ ấm")])
    paper = forms.FileField(label="Giấy tờ", required=False)
    named = forms.BooleanField(label="Cho nêu tên", help_text="Trên bảng tri ân.", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def draw(form: forms.Form, **context) -> str:
    request = RequestFactory().get("/")
    return render_to_string("components/form.html", {"form": form, "submit": "Lưu", **context}, request)


def test_an_empty_form():
    html = draw(Gift())
    marks = check(html, whole=False)
    assert 'enctype="multipart/form-data"' in html
    assert "csrfmiddlewaretoken" in html
    assert {"id_giver_helptext", "id_named_helptext", "id_places_helptext"} <= set(marks.described)
    assert re.search(r'<span class="input-group-text">\s*đ\s*</span>', html)
    # The hint is read before the field it explains.
    assert html.index("Như trên giấy tờ.") < html.index('name="giver"')
    for title in ("Loại", "Nơi nhận"):
        assert re.search(rf"<legend[^>]*>{title}", html), "a group of choices needs a legend"


def test_a_refused_form_keeps_everything_and_links_to_each_fault():
    form = Gift({"giver": 'Ông "Tư" <b>', "amount": "hai trăm", "places": ["2"], "named": "on", "area": "DA"})
    html = draw(form, failed="Chưa ghi được")
    marks = check(html, whole=False)
    assert {"id_amount", "div_id_kind"} == set(marks.anchors)
    assert {"id_amount_error"} <= set(marks.described)
    assert "Chưa ghi được" in html
    assert "Loại: Chưa điền ô này." in html
    assert 'value="Ông &quot;Tư&quot; &lt;b&gt;"' in html
    assert 'value="hai trăm"' in html
    assert html.count("checked") == 2
    assert 'role="alert" tabindex="-1"' in html
    assert re.search(r'<input[^>]*name="amount"[^>]*aria-invalid="true"', html)


def test_fields_with_and_without_a_label_of_crispy():
    html = engines["django"].from_string("{% load crispy_forms_tags %}{{ form|crispy }}").render({"form": Gift()})
    check(html, whole=False)
    assert 'class="form-label requiredField"' in html
    assert "form-check-input" in html


def render(text: str, **context) -> str:
    request = RequestFactory().get("/x/", {"sort": "name", "page": "3", "q": "á&b"})
    return engines["django"].from_string(text).render(context, request)


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ v|vnd }}", 1234567, "1.234.567\u00a0đ"),
        ("{{ v|number }}", 1234567, "1.234.567"),
        ("{{ v|vnd }}", None, ""),
        ("{{ v|dmy }}", datetime.date(2014, 6, 5), "05/06/2014"),
        ("{{ v|dmy }}", "2014-06-05", "05/06/2014"),
        ("{{ v|dmy }}", None, ""),
        ("{{ v|dmy }}", datetime.datetime(2024, 11, 14, 18, 30, tzinfo=datetime.UTC), "15/11/2024 01:30"),
    ],
)
def test_amounts_and_days(text, value, shown):
    assert render(text, v=value) == shown


def test_links_keep_the_page_s_query():
    html = render('<a href="{% query sort="-name" page=None %}">x</a>')
    assert html == '<a href="?sort=-name&amp;q=%C3%A1%26b">x</a>'


def test_a_status_has_a_shape_a_word_and_a_tone():
    html = render('{% tag word "bad" %}', word="<Quá hạn>")
    assert 'class="tag bad"' in html
    assert "<svg" in html
    assert "&lt;Quá hạn&gt;" in html


def test_act_asks_before_it_acts():
    html = render('{% include "components/act.html" with url="/u/" label="Hủy" confirm="Chắc chắn?" %}')
    check(html, whole=False)
    assert "Chắc chắn?" in html
    assert 'method="post" action="/u/"' in html
    assert "csrfmiddlewaretoken" in html


def test_chart_stands_with_its_table():
    chart = bar_chart("Theo xã", ["Bản Phố"], [Series("Trẻ em", [7])], kind="number")
    html = render('{% include "components/chart.html" %}', chart=chart)
    check(html, whole=False)
    assert re.search(r'<th scope="row">Bản Phố</th>\s*<td class="num">7</td>', html)
    nothing = bar_chart("Theo xã", ["Bản Phố"], [Series("Trẻ em", [0])], kind="number")
    html = render('{% include "components/chart.html" %}', chart=nothing)
    assert "Không phát sinh." in html
    assert "<svg" not in html


def test_keys_in_our_templates_are_not_written_as_quantities():
    """The name of a field for row 1234 is not row-1.234, which no view would find again."""
    bare = re.compile(r"\{\{ *[a-z_.]+\.pk *\}\}")
    found = {
        str(path): bare.findall(path.read_text())
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        if bare.search(path.read_text())
    }
    assert not found


def test_years_in_our_templates_are_not_written_as_quantities():
    """USE_THOUSAND_SEPARATOR writes {{ 2024 }} as 2.024: whoever prints a year says so."""
    assert render("{{ v }}", v=2024) == "2.024"
    assert render('{{ v|stringformat:"d" }}', v=2024) == "2024"


@pytest.mark.parametrize(
    ("words", "found"),
    [("Lãnh đạo UBND xã", "lãnh đạo UBND xã"), ("UBND xã", "UBND xã"), ("Đã ghi", "đã ghi"), ("", "")],
)
def test_words_inside_a_sentence(words, found):
    assert inside(words) == found
