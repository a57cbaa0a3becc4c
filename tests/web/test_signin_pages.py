"""The pages at the door and the error pages: in our frame, in Vietnamese, every link and label resolving."""

import re
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.core import mail
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.web.marks import check

PASSWORD = "mot-cau-dai-de-nho-2024"


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user(
        username="can.bo", password=PASSWORD, full_name="Vàng Thị Mai", email="can.bo@example.vn"
    )


@pytest.fixture
def inside(person):
    client = Client()
    client.force_login(person)
    return client


ENGLISH = re.compile(r"\b(password|username|sign|log ?in|please|code|address|your|the)\b", re.IGNORECASE)


def words(html: str) -> str:
    """The text a person reads."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]
)
def test_pages_at_the_door(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    html = response.content.decode()
    check(html)
    assert not ENGLISH.search(words(html).replace("English", "")), ENGLISH.search(words(html))
    assert 'name="robots" content="noindex"' in html


@pytest.mark.django_db
def test_a_wrong_password_is_said_in_one_sentence_and_the_name_is_kept(client, person):
    response = client.post(reverse("account_login"), {"login": "can.bo", "password": "sai"})
    html = response.content.decode()
    check(html)
    assert "Chưa đăng nhập được" in html
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in html
    assert 'value="can.bo"' in html
    assert 'value="sai"' not in html


@pytest.mark.django_db
def test_an_empty_sign_in_links_to_its_fields(client):
    marks = check(client.post(reverse("account_login"), {}).content.decode())
    assert {"id_login", "id_password"} <= set(marks.anchors)


@pytest.mark.django_db
def test_after_signing_in_the_page_asked_for_is_shown(client, person):
    where = reverse("mfa_index")
    response = client.post(f"{reverse('account_login')}?next={where}", {"login": "can.bo", "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == where


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_change_password", "account_email", "account_logout", "mfa_index"])
def test_own_pages(inside, name):
    response = inside.get(reverse(name))
    assert response.status_code == 200
    html = response.content.decode()
    check(html)
    assert not ENGLISH.search(words(html).replace("English", "")), ENGLISH.search(words(html))


@pytest.mark.django_db
def test_password_change_says_what_is_wrong_at_the_field(inside):
    response = inside.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "ngan", "password2": "khac"},
    )
    html = response.content.decode()
    marks = check(html)
    assert "Chưa đổi được mật khẩu" in html
    assert "id_password1" in marks.anchors
    assert "id_password1_error" in marks.ids


@pytest.mark.django_db
def test_second_step_from_turning_on_to_signing_in(client, person):
    client.post(reverse("account_login"), {"login": "can.bo", "password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    # The library asks for the password once more before a second step is changed.
    check(page.content.decode())
    assert "Xác nhận chính là bạn" in page.content.decode()
    page = client.post(page.wsgi_request.get_full_path(), {"password": PASSWORD}, follow=True)
    html = page.content.decode()
    check(html)
    assert 'src="data:image/svg+xml;base64,' in html
    secret = page.context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    check(wrong.content.decode())
    assert "Chưa bật được" in wrong.content.decode()
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    done = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    check(done.content.decode())
    for name in (
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_deactivate_totp",
    ):
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        check(response.content.decode())
    spare = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]

    later = Client()
    response = later.post(reverse("account_login"), {"login": "can.bo", "password": PASSWORD}, follow=True)
    html = response.content.decode()
    check(html)
    assert "Bước hai" in html
    assert "_auth_user_id" not in later.session
    refused = later.post(reverse("mfa_authenticate"), {"code": "12"})
    check(refused.content.decode())
    assert "Mã chưa đúng" in refused.content.decode()
    later.post(reverse("mfa_authenticate"), {"code": spare})
    assert later.session["_auth_user_id"] == str(person.pk)


@pytest.mark.django_db
def test_forgotten_password_by_mail_in_vietnamese(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    assert len(mail.outbox) == 1
    text = mail.outbox[0].body
    assert "Nếu không phải bạn, hãy bỏ qua thư này." in text
    assert not re.search(r"\b(receiving|password reset|your)\b", text)
    link = re.search(r"https?://\S+", text)[0]
    response = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)
    check(response.content.decode())
    assert "Đặt lại mật khẩu" in response.content.decode()
    dead = client.get(re.sub(r"^https?://[^/]+", "", link)[:-3] + "zz/", follow=True)
    assert "Liên kết không còn dùng được" in dead.content.decode()


@pytest.mark.django_db
def test_known_and_unknown_addresses_get_the_same_answer(client, person):
    bodies = [
        client.post(reverse("account_reset_password"), {"email": address}, follow=True).content
        for address in (person.email, "khong.ai@example.vn")
    ]
    hidden = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert hidden.sub(b"", bodies[0]) == hidden.sub(b"", bodies[1])


@pytest.mark.django_db
def test_too_many_wrong_passwords_shut_the_door_with_a_sentence(client, person):
    for _i in range(project.AXES_FAILURE_LIMIT):
        response = client.post(reverse("account_login"), {"login": "can.bo", "password": "sai"})
    assert response.status_code == 429
    html = response.content.decode()
    check(html)
    assert "Hãy chờ 15 phút" in html
    right = client.post(reverse("account_login"), {"login": "can.bo", "password": PASSWORD})
    assert right.status_code == 429


@pytest.mark.django_db
def test_a_page_that_is_not_there(client, inside):
    for visitor in (client, inside):
        response = visitor.get("/khong-co-trang-nay/")
        assert response.status_code == 404
        check(response.content.decode())
        assert "Không tìm thấy trang này" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_advice():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a", "password": "b"})
    assert response.status_code == 403
    check(response.content.decode())
    assert "Trang đã cũ" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_bare_error_pages_need_nothing(name):
    html = get_template(name).render()
    check(html)
    for address in re.findall(r'href="/static/([^"]+)"', html):
        assert (Path(project.BASE_DIR) / "static" / address).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_refusals_stand_without_a_signed_in_person(name):
    request = RequestFactory().get("/x/")
    check(get_template(name).render({}, request))
