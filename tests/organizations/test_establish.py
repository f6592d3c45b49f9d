"""A new organisation takes its place in the tree."""

from nguon.organizations.models import Placement


def test_a_cell_stands_under_its_commune_district_and_province(places, khe_xong):
    (row,) = Placement.objects.filter(organization=khe_xong)
    above = [places[slug].pk for slug in ("quang-tri", "dakrong", "krong-klang", "khe-xong")]
    assert [row.province, row.district, row.commune, row.cell] == above


def test_a_role_reaches_what_stands_below(acting, krong_klang, khe_xong, thon_mau):
    clerk = acting("clerk", at=krong_klang)
    assert clerk.may("organizations.change", at=khe_xong)
    assert not clerk.may("organizations.change", at=thon_mau)
