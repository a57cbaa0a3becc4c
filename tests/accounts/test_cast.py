"""The cast itself: each person reaches what the role says and nothing of the neighbour."""

from lao_cai_support.accounts.rights import can


def test_everyone_has_the_role_of_their_name(cast):
    for role, user in cast.items():
        assert user.username == role
        assert user.has_role(role)


def test_officer_covers_the_commune_only(commune_officer, units):
    assert commune_officer.covered_units() == {units.commune.pk}
    assert can(commune_officer, "children.edit", unit=units.commune)
    assert not can(commune_officer, "children.edit", unit=units.sibling)


def test_district_covers_its_communes(district_officer, units):
    assert district_officer.covered_units() == {units.district.pk, units.commune.pk, units.sibling.pk}


def test_province_covers_all(province_officer, units):
    assert len(province_officer.covered_units()) == 6


def test_client_of_signs_in(client_of, commune_officer):
    assert client_of(commune_officer).get("/viec/").status_code == 200
