"""Alert rules: known from the pages that the catalog links, or by hand; else no data, with what to add."""

from dataclasses import replace

import pytest

from bot.domain.catalog import Catalog, Link, Service
from bot.domain.scorecard import Fact
from bot.domain.scorecard.alerting import alert_rules
from bot.flows.scorecard.gathering import gather
from store import catalog
from store.sqlite import Store
from tests.make import NOW

SHOP = Service("shop", "Shop", source="catalog.yaml", line=7)
GRAFANA = Link("Rules", "https://grafana.example/alerting/list?search=shop")


@pytest.mark.parametrize(
    ("title", "url", "is_one"),
    [
        ("Rules", "https://grafana.example/alerting/list?search=shop", True),
        ("", "https://app.datadoghq.example/monitors/manage?q=service%3Ashop", True),
        ("", "https://prometheus.example/alerts", True),
        ("", "https://console.aws.example/cloudwatch/home#alarmsV2:", True),
        ("Alerts of the shop", "https://wiki.example/shop", True),
        ("Board", "https://grafana.example/d/shop", False),
        ("Settings", "https://github.example/acme/shop/settings/rules", False),
        ("Alertness survey", "https://wiki.example/monitorships", False),
    ],
)
def test_a_page_of_alert_rules_is_told_by_its_address_or_its_name(title: str, url: str, is_one: bool) -> None:
    assert alert_rules([Link(title, url)]) == ((url,) if is_one else ())


async def known(rows: Store, service: Service) -> Fact:
    """The fact of a service that the catalog holds."""
    await rows.run(catalog.save, Catalog(services=(service,)), NOW)
    kept = rows.read(catalog.service, "shop")
    assert kept is not None
    return rows.read(gather, kept, NOW)["alert_rules"]


async def test_links_and_dashboards_of_the_catalog_say_it(rows: Store) -> None:
    found = await known(rows, replace(SHOP, dashboards=(GRAFANA,), facts=(("alert_rules", "by word"),)))

    assert (found.value, found.source) == ((GRAFANA.url,), "catalog.yaml, line 7")


async def test_what_is_given_by_hand_is_marked_so(rows: Store) -> None:
    found = await known(rows, replace(SHOP, facts=(("alert_rules", "12 in Nagios"),)))

    assert (found.value, found.source) == ("12 in Nagios", "catalog.yaml, line 7, by hand")


async def test_without_either_it_is_no_data_and_what_to_add_is_said(rows: Store) -> None:
    found = await known(rows, SHOP)

    assert (found.known, found.note) == (False, "the catalog links no page of alert rules")
    assert found.remedy == (
        "add the page of its alert rules (Grafana's /alerting, Datadog's /monitors, or a link that is called "
        "“alerts”) to `links:` of shop in catalog.yaml, line 7, then `tocsin import` it"
    )
