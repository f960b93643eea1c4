"""The companies that a sandbox can be: people, rooms, vendors and a catalog, seeded to match each other."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.sandbox.company.big import catalog as big_catalog
from bot.sandbox.company.big import titles as big_titles
from bot.sandbox.company.changes import seed_github
from bot.sandbox.company.oncall import seed_pagerduty, with_pages
from bot.sandbox.company.people import members, rooms
from bot.sandbox.company.sheet import Sheet, read, write
from bot.sandbox.github import GithubTwin
from bot.sandbox.pagerduty import PagerDutyTwin
from bot.sandbox.slack.world import Member, Room

ACME = Path(__file__).with_name("acme.yaml")
HOUSE = Path(__file__).with_name("tocsin.yaml")
DAILY = 300

__all__ = ["ACME", "Company", "acme", "big", "empty", "of", "read", "seed_github", "seed_pagerduty", "write"]


@dataclass(frozen=True, slots=True)
class Company:
    """What a sandbox is filled with; `catalog` is the file to import, `house` its rules (None: none)."""

    people: tuple[Member, ...]
    channels: tuple[Room, ...]
    pagerduty: PagerDutyTwin = field(default_factory=PagerDutyTwin)
    github: GithubTwin = field(default_factory=GithubTwin)
    catalog: Path | None = None
    house: Path | None = None


def acme(now: datetime) -> Company:
    """An online shop of 14 people, 4 teams and 13 services, one of them nobody's, and two busy days."""
    sheet = read(ACME)
    company = replace(of(sheet, seed_github(sheet, now), ACME), house=HOUSE)
    with_pages(company.pagerduty)
    return company


def empty() -> Company:
    """Three people and one room: Slack, and nothing else."""
    people = (
        Member("U0ANA", "ana", "Ana Silva", "ana@acme.example", "Europe/Lisbon"),
        Member("U0BO", "bo", "Bo Lindqvist", "bo@acme.example", "Europe/Stockholm"),
        Member("U0CY", "cy", "Cy Nakamura", "cy@acme.example", "America/Vancouver"),
    )
    return Company(people, (Room("C0GENERAL", "general", tuple(each.id for each in people)),))


def big(now: datetime, folder: Path | None = None) -> Company:
    """3,000 services, 400 teams, 6,000 people, 300 changes a day; the same every time.

    The catalog file (`big.yaml`) is written into `folder`, where one is given.
    """
    sheet = big_catalog()
    file = write(sheet, folder / "big.yaml") if folder else None
    return of(sheet, seed_github(sheet, now, daily=DAILY, titles=big_titles()), file)


def of(sheet: Sheet, github: GithubTwin, file: Path | None) -> Company:
    """A company as its catalog describes it."""
    return Company(members(sheet), rooms(sheet), seed_pagerduty(sheet), github, file)
