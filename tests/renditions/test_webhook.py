"""The webhook's body is ninjs 3.1 that a newsroom's system can take in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from bot.core.release import Picture, Release
from bot.core.rendition import LIFT, fill
from bot.renditions.environment import TemplateFailed
from bot.renditions.setting import LanguagePage, render
from tests.renditions.samples import PAGE, quoted, release, sheet

INSTANT = "2026-03-05T00:01:00Z"


def item(**changes: Any) -> dict[str, Any]:
    filled = fill(render("webhook", release(**changes), sheet("webhook")).decode(), {"lift": INSTANT})
    body: dict[str, Any] = json.loads(filled)
    return body


@pytest.fixture(scope="session")
def validator(shared: Path) -> jsonschema.Draft202012Validator:
    schema = json.loads((shared / "schemas" / "ninjs-schema_3.1.json").read_text())
    # The schema points at another one on the web, for maps, which are not used here: nothing is fetched.
    geojson: Resource[Any] = Resource.from_contents({"$schema": schema["$schema"]})
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geojson)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema, registry=registry, format_checker=checker)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"language": "ar", "dateline": None, "subhead": None, "kicker": None},
        {"body": (), "quotes": (), "sections": (), "notes": (), "pictures": (), "contacts": (), "release_date": None},
    ],
)
def test_it_is_valid_ninjs(validator: jsonschema.Draft202012Validator, changes: dict[str, Any]) -> None:
    assert [error.message for error in validator.iter_errors(item(**changes))] == []


def test_the_lift_is_filled_in_two_places_and_nowhere_else() -> None:
    rendition = render("webhook", release(), sheet("webhook")).decode()
    body = json.loads(rendition)
    assert (body["versionCreated"], body["embargoedUntil"]) == (LIFT, LIFT)
    assert rendition.count(LIFT) == 2


def test_it_is_canonical_json() -> None:
    rendition = render("webhook", release(), sheet("webhook"))
    again = json.dumps(json.loads(rendition), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert rendition == again.encode()


def test_it_says_what_it_is() -> None:
    body = item()
    assert body["uri"] == "https://press.example.org/releases/2026-03-05-k7qd"
    assert (body["version"], body["language"], body["pubStatus"]) == ("1", "en", "usable")
    assert body["contentCreated"] == "2026-03-04T00:00:00+00:00"
    assert body["located"] == "ROTTERDAM"
    assert body["renditions"][0]["href"] == PAGE
    assert body["altIds"] == [{"role": "version", "value": "sha256:" + "0" * 64}]


def test_its_address_is_the_same_for_every_version() -> None:
    corrected = json.loads(
        render("webhook", release(headline="Another"), sheet("webhook", number=2, page_url=PAGE + "-2"))
    )
    assert corrected["uri"] == item()["uri"]
    assert corrected["version"] == "2"


def test_it_tells_headline_lede_and_first_quotation() -> None:
    body = item()
    told = {entry["role"]: entry["value"] for entry in body["headlines"] + body["descriptions"]}
    assert told["main"] == "Half of harbour workers breathe air above the legal limit"
    assert told["kicker"] == "Press release"
    assert told["lede"].startswith("More than half")
    assert told["quotation"].startswith("“We gave people a badge to wear.\n\n“The law is good.")
    assert told["quotation"].endswith("— Tamsin Okoro, lead author")


def test_the_body_comes_as_text_and_as_html() -> None:
    text, html = item()["bodies"]
    assert (text["contentType"], html["contentType"]) == ("text/plain", "text/html")
    assert text["charCount"] == len(text["value"])
    assert text["wordCount"] == len(text["value"].split())
    assert "\n\nBackground\n\nThe limit" in text["value"]
    assert "<blockquote>\n<p>“We gave" in html["value"]
    assert '<a href="https://example.org/method?a=1&amp;b=2">the method</a>' in html["value"]


def test_people_have_their_roles_and_stand_once() -> None:
    twice = (quoted("One."), quoted("Two."))
    assert item(quotes=twice)["people"] == [
        {"name": "Tamsin Okoro", "rel": "speaker", "literal": "Tamsin Okoro, lead author"}
    ]


def test_the_contact_is_for_the_newsroom_not_for_print() -> None:
    assert "Ines Marlow, Head of News, +44 (0)20 7946 0123, ines@example.org" in item()["edNote"]
    assert "Duty press officer" in item(contacts=())["edNote"]


def test_a_picture_comes_with_alt_text_credit_and_licence() -> None:
    (picture,) = item()["associations"]
    assert picture["uri"] == "https://example.org/p.jpg"
    assert (picture["by"], picture["usageTerms"]) == ("Harbour Air Group", "CC BY 4.0")
    assert {entry["role"] for entry in picture["descriptions"]} == {"caption", "alt"}


def test_several_pictures_are_several_associations() -> None:
    pictures = tuple(Picture(alt=f"Quay {n}", source=f"https://example.org/{n}.jpg") for n in range(3))
    assert [one["name"] for one in item(pictures=pictures)["associations"]] == ["picture-1", "picture-2", "picture-3"]


def test_what_is_empty_is_left_away() -> None:
    bare = json.loads(render("webhook", Release(headline="A headline"), sheet("webhook")))
    assert not {"located", "contentCreated", "people", "associations", "descriptions"} & set(bare)
    assert [entry["role"] for entry in bare["headlines"]] == ["main"]


def test_quotes_and_line_breaks_in_a_headline_break_no_json() -> None:
    assert item(headline='He said "no" \\ twice\n</script>')["title"] == 'He said "no" \\ twice </script>'


def test_an_offices_template_that_makes_no_json_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "webhook"
    folder.mkdir()
    (folder / "ninjs-3.1.json").write_text('{"uri": {{ uri }} }')
    with pytest.raises(TemplateFailed, match=r"webhook/ninjs-3.1.json fails .* no JSON"):
        render("webhook", release(), sheet("webhook", templates=tmp_path))


def test_an_item_names_those_of_the_other_languages(validator: jsonschema.Draft202012Validator) -> None:
    pages = (LanguagePage("en", PAGE), LanguagePage("fr", PAGE + "/fr"), LanguagePage("pt-BR", PAGE + "/pt-BR"))
    for language in ("", "fr"):
        made = release(language=language or "en")
        own = render("webhook", made, sheet("webhook", pages=pages, language=language, page_url=PAGE + f"/{language}"))
        body = json.loads(fill(own.decode(), {"lift": INSTANT}))
        validator.validate(body)
        told = {one["language"]: one["uri"] for one in body["associations"] if one["rel"] == "translation"}
        uri = "https://press.example.org/releases/2026-03-05-k7qd"
        every = {"en": uri, "fr": uri + "/fr", "pt-BR": uri + "/pt-BR"}
        assert body["uri"] == every.pop(language or "en")
        assert told == every
