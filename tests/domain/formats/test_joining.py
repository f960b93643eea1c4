"""Several files of several formats as one draft: merged, resolved, and rid of what has faults."""

from bot import yaml_text
from bot.domain import provenance
from bot.domain.catalog import Service
from bot.domain.catalog_file import Draft
from bot.domain.formats import codeowners, table
from bot.domain.formats.entry import Harvest
from bot.domain.formats.joining import Gathered, Kept, join
from bot.domain.formats.node import top

HEAD = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: %s}\nspec: {type: service, %s}\n"
DATADOG = "schema-version: v2.2\ndd-service: %s\n%s\n"


def joined(
    files: dict[str, str], *, kept: Kept | None = None, homes: dict[str, str] | None = None
) -> tuple[Draft, list[str]]:
    """The draft of files by name, and what is said."""
    harvest, own, owners = Harvest(), [], []
    for name, text in files.items():
        documents = yaml_text.documents(name, text) if not name.endswith("CODEOWNERS") else []
        if name.endswith("CODEOWNERS"):
            owners.append(codeowners.parse(name, text))
        elif name.startswith("own"):
            own += documents
        else:
            node = top(documents[0])
            format = next(each for each in table.FORMATS.values() if each.knows(node))
            found = format.read([node], {})
            harvest.entries += found.entries
            harvest.remarks += found.remarks
    draft = join(Gathered(own, harvest, owners, homes or {}), kept or Kept())
    return draft, [str(each) for each in sorted(harvest.remarks)]


def services(draft: Draft) -> dict[str, Service]:
    return {each.id: each for each in draft.catalog.services}


def test_what_one_file_lacks_another_gives() -> None:
    draft, said = joined(
        {
            "a.yaml": HEAD % ("web", "owner: shop"),
            "b.yaml": DATADOG % ("web", "tier: '1'\ntags: [x]\nteam: shop"),
            "own.yaml": "teams: {shop: {title: Shop}}",
        }
    )

    web = services(draft)["web"]
    assert (web.team, web.tier, web.tags, web.source, web.line) == ("shop", 1, ("x",), "a.yaml", 1)
    assert said == []


def test_a_value_of_another_file_is_told_to_be_of_that_file() -> None:
    draft, _ = joined(
        {
            "a.yaml": HEAD % ("web", "owner: shop"),
            "b.yaml": DATADOG % ("web", "tier: '1'\ntags: [x]\nteam: shop"),
            "own.yaml": "teams: {shop: {title: Shop}}",
        }
    )

    assert provenance.every(services(draft)["web"]) == {
        "type": ("a.yaml", 4),
        "team": ("a.yaml", 4),
        "tier": ("b.yaml", 3),
        "tags": ("b.yaml", 4),
    }


def test_two_owners_are_said_with_both_places() -> None:
    draft, said = joined(
        {
            "a.yaml": HEAD % ("web", "owner: shop"),
            "b.yaml": HEAD % ("web", "owner: sales"),
            "own.yaml": "teams: {shop: {title: Shop}, sales: {title: Sales}}",
        }
    )

    assert services(draft)["web"].team == "shop"
    assert said == [
        "b.yaml:4:30: `web` has two owners: `shop` (a.yaml:4), which counts, and `sales`; keep one of them"
    ]


def test_what_our_own_file_declares_counts() -> None:
    draft, said = joined(
        {"a.yaml": HEAD % ("web", "owner: shop"), "own.yaml": "\nservices: {web: {title: The shop}}"}
    )

    assert services(draft)["web"].title == "The shop"
    assert said == ["a.yaml:1:1: `web` stands in own.yaml:2, which counts"]


def test_a_team_that_is_only_named_is_made_and_one_that_is_known_by_its_title_is_found() -> None:
    draft, said = joined(
        {
            "a.yaml": HEAD % ("web", "owner: Payments Team, system: shop"),
            "b.yaml": HEAD % ("api", "owner: nobody"),
        },
        kept=Kept({"teams": frozenset({"pay"})}, {"teams": {"payments team": "pay"}}),
    )

    assert services(draft)["web"].team == "pay"
    assert [each.id for each in draft.catalog.teams] == ["nobody"]
    assert said == [
        "a.yaml:4:53: system `shop` is named here and described nowhere; it has nothing but its name",
        "b.yaml:4:30: team `nobody` is named here and described nowhere; it has nothing but its name",
    ]


def test_faults_cost_no_more_than_the_value_in_which_they_stand() -> None:
    long = "x" * 2100
    draft, said = joined(
        {
            "a.yaml": HEAD % ("web", "lifecycle: production, dependsOn: [gone, api, web]"),
            "b.yaml": DATADOG % ("api", f"description: {long}\ntags: [{'y' * 90}, ok]"),
        }
    )

    found = services(draft)
    assert [need.service for need in found["web"].depends_on] == ["api"]
    assert (len(found["api"].description), found["api"].tags) == (2000, ("ok",))
    assert said == [
        "a.yaml:4:58: there is no service `gone`; import it too",
        "a.yaml:4:69: service `web` depends on itself; take it out",
        "b.yaml:3:14: `description` of `api` is longer than 2000 characters and is cut",
        "b.yaml:4:8: `tags[0]` of service `api`: is longer than 80 characters; shorten it",
    ]
    assert draft.faults == ()


def test_a_fault_of_our_own_file_stays_one() -> None:
    draft, _ = joined(
        {"a.yaml": HEAD % ("web", "owner: x"), "own.yaml": "services: {y: {tier: 9, title: Y}}"}
    )

    assert [fault.file for fault in draft.faults] == ["own.yaml"]


def test_an_alias_that_two_want_goes_to_the_first() -> None:
    text = "version: 1\nservice: {name: %s, aliases: [shop]}"

    draft, said = joined({"a.yaml": text % "web", "b.yaml": text % "api"})

    assert {id: each.aliases for id, each in services(draft).items()} == {"web": ("shop",), "api": ()}
    assert said == [
        "b.yaml:2:32: `shop` already names service `web`; choose another alias, or give it to one of them"
    ]


def test_codeowners_give_a_repository_and_its_services_their_team() -> None:
    owners = "* @acme/platform @ana\n/services/pay/ @acme/payments\n/web @acme/sales\n"
    code = "datadog: {codeLocations: [{repositoryURL: github.com/acme/mono, paths: ['%s/**']}]}\n"
    entity = "apiVersion: v3\nkind: service\nmetadata: {name: %s%s}\n"
    draft, said = joined(
        {
            ".github/CODEOWNERS": owners,
            "pay.yaml": entity % ("pay", "") + code % "services/pay",
            "web.yaml": entity % ("web", ", owner: shop") + code % "web",
            "own.yaml": "teams: {payments: {title: P}, platform: {title: Plat}, shop: {title: S}}",
        },
        homes={".github/CODEOWNERS": "acme/mono"},
    )

    assert {id: each.team for id, each in services(draft).items()} == {"pay": "payments", "web": "shop"}
    assert [(each.id, each.team) for each in draft.catalog.repositories] == [("acme/mono", "platform")]
    assert said == [
        ".github/CODEOWNERS:1:1: acme/mono has further owners: @ana; one team can own it",
        ".github/CODEOWNERS:2:1: `pay` lies in services/pay, so `payments` owns it",
        ".github/CODEOWNERS:3:1: `web` has two owners: `shop` (web.yaml), which counts, and `sales`; "
        "keep one of them",
    ]


def test_codeowners_belong_to_the_repository_that_the_files_beside_them_name() -> None:
    entity = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        "metadata: {name: web, annotations: {github.com/project-slug: acme/web}}\nspec: {type: x}"
    )

    beside, _ = joined({"r/CODEOWNERS": "** @acme/shop", "r/catalog-info.yaml": entity})
    alone, said = joined({"r/CODEOWNERS": "** @acme/shop"})

    assert [(each.id, each.team) for each in beside.catalog.repositories] == [("acme/web", "shop")]
    assert alone.catalog.repositories == ()
    assert said == [
        "r/CODEOWNERS:1:1: it does not say which repository it is of; "
        "import it with `--repository owner/name`"
    ]


def test_a_person_who_is_only_an_address_is_made_once() -> None:
    text = "info: {title: %s, x-cortex-tag: %s, x-cortex-owners: [{type: email, email: ana@acme.example}]}"

    draft, _ = joined({"a.yaml": text % ("a", "a"), "b.yaml": text % ("b", "b")})

    assert [(each.id, each.email) for each in draft.catalog.people] == [("ana", "ana@acme.example")]
    assert [each.experts[0].person for each in draft.catalog.services] == ["ana", "ana"]


def test_what_stands_twice_in_one_file_is_one() -> None:
    text = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        "metadata: {name: web, tags: [%s], annotations: {%s}}\n"
    )
    one = text % ("x", "a.example/k: '1'") + "spec: {type: service, lifecycle: beta}\n"
    two = text % ("y", "b.example/k: '2'") + "spec: {type: service, lifecycle: production}\n"
    nodes = [top(each) for each in yaml_text.documents("a.yaml", one + "---\n" + two)]
    harvest = table.FORMATS["backstage"].read(nodes, {})

    web = services(join(Gathered((), harvest), Kept()))["web"]

    assert (web.tags, dict(web.facts)) == (("x", "y"), {"a.example/k": "1", "b.example/k": "2"})
    assert [str(each) for each in harvest.remarks] == [
        "a.yaml:9:34: `web` has two lifecycles: `beta` (line 4), which counts, and `production`; "
        "keep one of them"
    ]
