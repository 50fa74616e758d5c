"""Tables: pages by key, filters and sort in the address, the same number of queries for more rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.template import engines
from django.test import RequestFactory

from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.web.kit import SampleTable, rows
from telecontrole.foundations.web.tables import Column, Filter, Table


class Groups(Table):
    """Rows of a database table."""

    caption = "Groupes"
    columns = (Column("name", "Nom", main=True, sort="name"), Column("rank", "Rang", sort="rank"))
    filters = (Filter("prefix", "Début", lookup="name__startswith"),)
    default_sort = "rank"
    page_size = 4


def groups() -> QuerySet[Any]:
    """Rank is a, b or nothing, many times each."""
    kind = Case(
        When(name__endswith="1", then=Value("a")),
        When(name__endswith="2", then=Value("b")),
        When(name__endswith="3", then=Value("b")),
        default=None,
        output_field=CharField(null=True),
    )
    return Group.objects.annotate(rank=kind)


def fill(count: int) -> None:
    Group.objects.bulk_create(Group(name=f"g{n:03d}{n % 5}") for n in range(count))


def walk(rf: RequestFactory, start: str, step: str) -> list[list[Any]]:
    pages, address = [], start
    while address:
        table = Groups(groups(), rf.get(f"/g/?{urlsplit(address).query}"))
        pages.append([row.pk for row in table.page.rows])
        address = getattr(table, step)
        assert len(pages) < 50
    return pages


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["rank", "-rank", "name", "-name"])
def test_the_pages_hold_every_row_once_in_order(rf: RequestFactory, sort: str) -> None:
    fill(23)
    forth = walk(rf, f"/g/?tri={sort}", "next_url")
    field = F(sort.removeprefix("-"))
    down = sort.startswith("-")
    by = field.desc(nulls_last=True) if down else field.asc(nulls_last=True)
    expected = list(groups().order_by(by, "-pk" if down else "pk").values_list("pk", flat=True))
    assert [pk for page in forth for pk in page] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["rank", "-rank", "name"])
def test_going_back_shows_the_same_pages(rf: RequestFactory, sort: str) -> None:
    fill(20)
    forth = walk(rf, f"/g/?tri={sort}", "next_url")
    table = Groups(groups(), rf.get("/g/", {"tri": sort, "avant": str(forth[-1][0])}))
    back = [[row.pk for row in table.page.rows], *walk(rf, table.previous_url, "previous_url")]
    assert list(reversed(back)) == forth[:-1]


@pytest.mark.django_db
def test_twice_the_rows_take_the_same_number_of_queries(
    rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    fill(40)
    after = Group.objects.order_by("pk")[5].pk
    with django_assert_num_queries(3):
        assert len(Groups(groups(), rf.get(f"/g/?apres={after}")).page.rows) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "0", "x", "99999999999999999999", "\x00", "' or 1"])
def test_an_unknown_key_answers_the_first_page(rf: RequestFactory, key: str) -> None:
    fill(6)
    first = [row.pk for row in Groups(groups(), rf.get("/g/")).page.rows]
    found = Groups(groups(), rf.get("/g/", {"apres": key})).page
    assert [row.pk for row in found.rows] == first


@pytest.mark.django_db
def test_the_address_carries_the_key_and_not_the_value_sorted_by(rf: RequestFactory) -> None:
    fill(9)
    table = Groups(groups(), rf.get("/g/", {"tri": "name", "prefix": "g0"}))
    params = dict(parse_qsl(urlsplit(table.next_url).query))
    assert params == {"tri": "name", "prefix": "g0", "apres": str(table.page.rows[-1].pk)}


@pytest.mark.django_db
def test_an_export_brings_every_filtered_row(rf: RequestFactory) -> None:
    fill(30)
    answer = Groups(groups(), rf.get("/g/", {"format": "csv", "prefix": "g00"})).export()
    assert answer is not None
    assert len(answer.getvalue().decode().splitlines()) == 1 + 10


@pytest.mark.django_db
def test_an_export_is_journalled_with_the_filters_that_held_and_no_word_of_an_address(
    rf: RequestFactory,
) -> None:
    head = Actor(ActorKind.STAFF, "h", frozenset({Role.CHEF}))
    act: Any = {"actor": head, "action": "kit:rows:exported", "subject": "rows"}
    asked = {"state": "tenu", "day": "x" * 500, "format": "csv"}
    for query in (asked, {**asked, "state": "2 69 05 49 588 157 80"}):
        found = SampleTable(rows(), rf.get("/k/", query)).exported(**act, about={"from": "a"})
        assert found is not None
    first, second = JournalEntry.objects.filter(action="kit:rows:exported").order_by("seq")
    assert first.data == {"state": "tenu", "from": "a"}
    assert second.data == {"from": "a"}
    assert SampleTable(rows(), rf.get("/k/", {"state": "tenu"})).exported(**act) is None
    assert JournalEntry.objects.filter(action="kit:rows:exported").count() == 2


def test_a_filter_says_in_its_own_words_what_no_choice_shows(rf: RequestFactory) -> None:
    class Pages(Table):
        filters = (
            Filter("etat", "État", choices=[("a", "Lu")]),
            Filter("caisse", "Caisse", choices=[("b", "141")], every="Toutes"),
        )

    page = engines["django"].from_string("{% load components %}{% table x %}")
    shown = page.render({"x": Pages([], rf.get("/p/"))})
    assert '<option value="">Tous</option><option value="a">Lu</option>' in shown
    assert '<option value="">Toutes</option><option value="b">141</option>' in shown


def test_a_filter_of_one_request_stands_after_the_declared_ones(rf: RequestFactory) -> None:
    doctors = Filter("doctor", "Médecin", choices=[(row.doctor, row.doctor) for row in rows()])
    asked = {"doctor": rows()[0].doctor, "state": "tenu"}
    table = SampleTable(rows(), rf.get("/k/", asked), more_filters=[doctors])
    assert [choice.filter.name for choice in table.choices] == ["state", "day", "doctor"]
    assert {row.doctor for row in table.page.rows} == {asked["doctor"]}
    assert "doctor=" in table.export_links[0][1]
    assert SampleTable(rows(), rf.get("/k/", asked)).chosen == {"state": "tenu"}


def test_a_list_is_filtered_sorted_and_paged_too(rf: RequestFactory) -> None:
    table = SampleTable(rows(), rf.get("/k/", {"state": "tenu", "tri": "-minutes", "page": "2"}))
    assert table.count == "7 résultats"
    assert [row.minutes for row in table.page.rows] == [12]
    assert table.next_url == ""


@pytest.mark.parametrize(
    "query",
    [
        "state=x",
        "day=hier",
        "day=2026-13-45",
        "tri=pk",
        "tri=--day",
        "page=-1",
        "page=²",
        "page=9999999",
    ],
)
def test_a_strange_address_is_ignored(rf: RequestFactory, query: str) -> None:
    table = SampleTable(rows(), rf.get(f"/k/?{query}"))
    assert table.page.total == 20
    assert table.page.rows


def test_the_template_says_the_order_and_escapes_cells(rf: RequestFactory) -> None:
    class Hostile(Table):
        caption = "<i>"
        columns = (Column("x", "X", main=True, sort="x"),)
        default_sort = "-x"

    table = Hostile([{"x": "<script>"}], rf.get("/k/"))
    html = engines["django"].from_string("{% load components %}{% table t %}").render({"t": table})
    assert 'aria-sort="descending"' in html
    assert "<script>" not in html


def test_a_choice_that_finds_nothing_does_not_say_that_there_is_nothing(rf: RequestFactory) -> None:
    page = engines["django"].from_string("{% load components %}{% table t %}")
    chosen = page.render({"t": SampleTable([], rf.get("/k/", {"state": "tenu"}))})
    assert "Rien ne correspond à ce choix." in chosen
    assert "Tout afficher" in chosen
    assert "Rien à afficher." not in chosen
    assert "Rien à afficher." in page.render({"t": SampleTable([], rf.get("/k/"))})
