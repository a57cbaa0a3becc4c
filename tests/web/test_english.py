"""The English interface: every source string has its English, and a page in English speaks English.

Data stay as they were written (names of persons, places, donors), and so do printed papers and frozen reports.
"""

import ast
import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from children.models import CircumstanceKind, EthnicGroup, Item
from lao_cai_support.accounts.forms.membership import support_areas
from lao_cai_support.accounts.roles import Role
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.jobs import job_progress
from lao_cai_support.web.models import Job
from tests.rights.frame import addresses, samples

VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
# What an English sentence may hold: the province, a place as an example, the feast, the currency, the other language.
NAMES = re.compile(r"Lào Cai|Bản Phố|\bTết\b|\bđồng\b|\bđ\b|Tiếng Việt")
CALLS = {
    "_": "m",
    "gettext": "m",
    "gettext_lazy": "m",
    "gettext_noop": "m",
    "ngettext": "mp",
    "ngettext_lazy": "mp",
    "pgettext": "cm",
    "pgettext_lazy": "cm",
    "npgettext": "cmp",
    "npgettext_lazy": "cmp",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^>]*>")
SAME = {"%(n)s đồng", "S/M/L", "Unicode", "TCVN3 (ABC)", "VNI"}  # words of both languages
OUR_APPS = ("areas", "accounts", "audit", "web", "children", "donors", "funds", "reports")
# A message as a catalogue knows it: context, sentence, its plural.
Message = tuple[str, str, str]
Catalogue = dict[str | tuple[str, int], str]


def called(node: ast.Call) -> Message | None:
    """The message of a gettext call; nothing for other calls and for words not known before the run."""
    name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
    kinds = CALLS.get(name, "")
    words = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args[: len(kinds)]]
    if not kinds or len(words) < len(kinds) or not all(isinstance(word, str) for word in words):
        return None
    parts = dict(zip(kinds, words, strict=True))
    return str(parts.get("c", "")), str(parts["m"]), str(parts.get("p", ""))


def in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (message := called(node)):
            yield message


def in_template(text: str) -> Iterator[Message]:
    """Django turns a template into gettext calls between rubbish; each call ends where it can be read as one."""
    calls = templatize(text)
    for start in re.finditer(r"(?<!\w)(?:_|n?p?gettext)\(", calls):
        for end in re.finditer(r"\)", calls[start.start() :]):
            try:
                node = ast.parse(calls[start.start() : start.start() + end.end()], mode="eval").body
            except SyntaxError:
                continue
            if isinstance(node, ast.Call) and (message := called(node)):
                yield message
            break


def messages() -> set[Message]:
    root = Path(settings.BASE_DIR)
    found: set[Message] = set()
    for app in ("lao_cai_support", "children", "donors", "funds", "reports"):
        for path in (root / app).rglob("*.py"):
            found |= set(in_python(path.read_text(encoding="utf-8")))
    for path in (root / "templates").rglob("*"):
        if path.suffix in (".html", ".txt"):
            found |= set(in_template(path.read_text(encoding="utf-8")))
    return found


MESSAGES = messages()


@pytest.fixture(scope="module")
def english() -> Catalogue:
    with (Path(settings.BASE_DIR) / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]


def sentences(message: Message, catalogue: Catalogue) -> list[str | None]:
    """The English of a message: one sentence, or one for 1 and one for more."""
    context, words, plural = message
    key = f"{context}\x04{words}" if context else words
    return [catalogue.get((key, n)) for n in (0, 1)] if plural else [catalogue.get(key)]


# The catalogue


def test_search_finds_every_form_of_a_source_string():
    template = """{% translate "một" %}{% blocktranslate with n=x trimmed %}
        có {{ n }} việc, 5 %
        {% endblocktranslate %}{% blocktranslate count c=x %}{{ c }} bò{% plural %}{{ c }} đàn bò{% endblocktranslate %}
        {% include "a.html" with label=_("hai") %}{{ b|default:_('ba (bốn)') }}{% translate "sáu" context "số" %}"""
    assert set(in_template(template)) == {
        ("", "một", ""),
        ("", "có %(n)s việc, 5 %%", ""),
        ("", "%(c)s bò", "%(c)s đàn bò"),
        ("", "hai", ""),
        ("", "ba (bốn)", ""),
        ("số", "sáu", ""),
    }
    code = """_("một " "hai")\nf"{_('ba')}"\nngettext_lazy("bò", "đàn bò", "n")\npgettext("số", "sáu")\n_(word)"""
    assert set(in_python(code)) == {
        ("", "một hai", ""),
        ("", "ba", ""),
        ("", "bò", "đàn bò"),
        ("số", "sáu", ""),
    }
    assert len(MESSAGES) > 1400, "the search for source strings no longer finds them"


def test_every_source_string_has_its_english(english):
    missing = [message for message in MESSAGES if not all(sentences(message, english))]
    assert not missing, "run bin/manage makemessages -l en --no-location --no-obsolete, translate, compilemessages"


def test_english_is_english(english):
    """A Vietnamese sentence copied over, or a Vietnamese word left inside one."""
    wrong = {}
    for message in MESSAGES:
        for sentence in sentences(message, english):
            if sentence and (VIETNAMESE.search(NAMES.sub("", sentence)) or sentence in message[1:]):
                wrong[message[1]] = sentence
    assert set(wrong) == SAME


def test_placeholders_and_marks_are_the_same_on_both_sides(english):
    """A lost %(name)s hides a fact, a new one is an error on the page; so is a lost <b> or link."""
    wrong = {}
    for context, words, plural in MESSAGES:
        asked = sorted(PLACEHOLDER.findall(words))
        for sentence in sentences((context, words, plural), english):
            if sentence is not None and sorted(PLACEHOLDER.findall(sentence)) != asked:
                wrong[words] = sentence
            if sentence is not None and len(words) - len(words.lstrip()) != len(sentence) - len(sentence.lstrip()):
                wrong[words] = sentence
    assert wrong == {}


def test_english_words_of_libraries_stay_their_own(english):
    """A Vietnamese string that is an English word of Django's (Thu: income; Thursday) would change theirs."""
    theirs: set[str] = set()
    for package in ("django", "allauth", "django_filters"):
        source = __import__(package)
        for path in Path(source.__file__).parent.rglob("locale/fr/LC_MESSAGES/django.mo"):
            with path.open("rb") as file:
                theirs |= {key for key in gettext.GNUTranslations(file)._catalog if isinstance(key, str)}  # type: ignore[attr-defined]
    assert len(theirs) > 300
    assert not (theirs - {""}) & english.keys()


# Pages


class Words(HTMLParser):
    """The words of a page: its text and the attributes that are shown or read aloud. What says itself that it is
    Vietnamese (lang="vi": the amount in words of a voucher) is left out."""

    SHOWN = ("aria-label", "title", "placeholder", "alt", "data-l", "data-confirm", "content")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style") or (tag != "html" and ("lang", "vi") in attrs):
            self.silent.append(tag)
        self.found += [value for key, value in attrs if key in self.SHOWN and value]
        held = dict(attrs)
        if tag == "input" and held.get("type") in ("submit", "button"):
            self.found.append(held.get("value") or "")

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.found.append(" ".join(data.split()))


def texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def data() -> re.Pattern:
    """What the office wrote down, longest first: it stays as it is. A name of an official list that has an English
    form does not count; peoples have none."""
    found = {unit.title for unit in AdministrativeUnit.objects.all()}
    found |= {group.name_vi for group in EthnicGroup.objects.filter(name_en="")}
    for model in (model for app in OUR_APPS for model in apps.get_app_config(app).get_models()):
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField) and not field.name.endswith(("_vi", "_en"))
        ]
        for row in model._default_manager.values_list(*names) if names else []:
            found |= {" ".join(text.split()) for value in row for text in texts(value)}
    kept = sorted((text for text in found if VIETNAMESE.search(text)), key=len, reverse=True)
    return re.compile("|".join([NAMES.pattern, *map(re.escape, kept)]), re.IGNORECASE)


def vietnamese(answer, held: re.Pattern) -> list[str]:
    """What is still Vietnamese on a page, its data aside."""
    page = Words()
    page.feed(answer.content.decode())
    return [words for words in page.found if VIETNAMESE.search(held.sub("", words))]


def is_page(answer) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


OURS = [address for address in addresses() if address.policy]
SAMPLES = samples()


@pytest.mark.parametrize("role", Role.values)
def test_pages_of_each_role_speak_english(role, request, client_of, cast, need, pledge, province_fund, commune_fund):
    browser = client_of(cast[role])
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    opened, left, held = 0, {}, data()
    for address in OURS:
        if address.arguments or address.name == "web:healthz":
            continue
        answer = browser.get(reverse(address.name))
        if is_page(answer):
            opened += 1
            if words := vietnamese(answer, held):
                left[address.name] = words
    assert opened >= 8
    assert left == {}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_pages_of_one_record_speak_english(name, request, client_of):
    sample = SAMPLES[name]
    get = request.getfixturevalue
    browser = client_of(get(sample.reader))
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = browser.get(reverse(name, kwargs=sample.own(get)) + sample.query)
    if is_page(answer):
        assert vietnamese(answer, data()) == []


def test_the_search_sees_vietnamese_on_a_vietnamese_page(client_of, commune_officer):
    """The tests above can fail: the same page in Vietnamese is full of it."""
    assert len(vietnamese(client_of(commune_officer).get(reverse("accounts:worklist")), data())) > 5


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(a.name for a in OURS if a.policy.kind == "public" and not a.arguments))
def test_public_pages_follow_the_browsers_language(name, units):
    answer = Client().get(reverse(name), headers={"accept-language": "en-GB,en;q=0.9"})
    if is_page(answer):
        assert b'<html lang="en"' in answer.content
        assert vietnamese(answer, data()) == []


@pytest.mark.django_db
def test_sign_in_and_error_pages_speak_english():
    browser = Client(headers={"accept-language": "en"})
    for url in (reverse("account_login"), reverse("account_reset_password"), "/khong-co-trang-nay/"):
        assert vietnamese(browser.get(url), data()) == []
    answer = browser.post(reverse("account_login"), {"login": "ai-do", "password": "sai"})
    assert vietnamese(answer, data()) == []


# Words that are not of the catalogue


def test_reference_lists_show_their_english_names(lists):
    with translation.override("en"):
        shown = [(str(one), one.name_en) for one in (*CircumstanceKind.objects.all(), *Item.objects.all())]
        assert len(shown) > 60
        assert not [one for one, name_en in shown if one != name_en or VIETNAMESE.search(NAMES.sub("", one))]
        assert not [name for _code, name in support_areas() if VIETNAMESE.search(name)]
    with translation.override("vi"):
        assert dict(support_areas())["DD"] == "Dinh dưỡng"


def test_counts_follow_english_grammar(client_of, commune_officer, need):
    browser = client_of(commune_officer)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert b"<b>1 need</b>" in browser.get(reverse("children:need_list")).content
    need.pk, need.code = None, "AAAAAAAAAA"
    need.save()
    assert b"<b>2 needs</b>" in browser.get(reverse("children:need_list")).content


def test_long_work_speaks_its_owners_language(commune_officer):
    """The worker has no browser to ask: it answers in the language its owner chose."""
    commune_officer.language = "en"
    commune_officer.save()
    job = Job.objects.create(kind="test", title="x", owner=commune_officer)
    with job_progress(job.code):
        raise Refusal(translation.gettext("Hãy ghi lý do."))
    job.refresh_from_db()
    assert job.failure == "Enter a reason."
