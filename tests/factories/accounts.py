"""People who sign in, and their memberships."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from lao_cai_support.accounts.models import Membership, User
from tests.factories.areas import SpanFactory

PASSWORD = "nang-len-tren-ban-cao"


class UserFactory(DjangoModelFactory):
    """A signed-in person without any role. ``is_demo`` spares the second factor while DEMO is on."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"can_bo_{n}")
    full_name = factory.Sequence(lambda n: f"Cán Bộ Số {n}")
    is_demo = True

    @factory.post_generation
    def password(user: User, create: bool, extracted: str | None, **kwargs: Any) -> None:  # noqa: N805
        if create:
            user.set_password(extracted or PASSWORD)
            user.save(update_fields=["password"])


class MembershipFactory(SpanFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    valid = (datetime.date(2020, 1, 1), None)
