"""Where the catalog, CODEOWNERS, PagerDuty and people say different things of who owns a service."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.catalog import ByHand, Owner, Person, Service, Team
from bot.domain.names import fold
from bot.domain.ownership import place


@dataclass(frozen=True, slots=True)
class Others:
    """What others say: code owners by repository (`@org/team`, `@login`, addresses), whom the pager calls."""

    code_owners: Sequence[tuple[str, Sequence[str]]] = ()
    paged: Sequence[Person] = ()


def disagreements(
    service: Service, teams: Sequence[Team], people: Sequence[Person], others: Others
) -> tuple[str, ...]:
    """Each disagreement in plain words; `people` are the members and leads of the owning teams."""
    return (*by_hand(service), *_code(teams, people, others), *_pager(teams, people, others))


def by_hand(service: Service) -> tuple[str, ...]:
    """What people said of a service and its source says otherwise, in plain words."""
    return tuple(_by_hand(service, each) for each in service.by_hand if each.declared)


def _by_hand(service: Service, said: ByHand) -> str:
    value = f"{'claimed for' if said.how == 'claimed' else 'set to'} {said.value or 'nothing'} by hand"
    return f"{said.field} is {value}, {_file(service)} says {said.declared}"


def _file(service: Service) -> str:
    where = place(Owner("", source=service.source, line=service.line))
    return where or "the catalog"


def _code(teams: Sequence[Team], people: Sequence[Person], others: Others) -> Iterator[str]:
    for repository, named in others.code_owners:
        if named and teams and not any(_is_theirs(name, teams, people) for name in named):
            yield f"CODEOWNERS of {repository} names {_some(named)}, the catalog names {_titles(teams)}"


def _is_theirs(name: str, teams: Sequence[Team], people: Iterable[Person]) -> bool:
    """Whether a code owner is one of the teams, or somebody in them."""
    word = name.lstrip("@").lower()
    if "/" in word:
        team = fold(word.rpartition("/")[2])
        return any(team in (fold(each.id), fold(each.title)) for each in teams)
    return any(word and word in (each.github.lower(), each.email.lower()) for each in people)


def _pager(teams: Sequence[Team], people: Sequence[Person], others: Others) -> Iterator[str]:
    theirs = {each.id for each in people}
    called = [each for each in others.paged if each.id]
    if teams and called and theirs and not any(each.id in theirs for each in called):
        names = _some([each.name for each in called])
        yield f"PagerDuty calls {names}, nobody of {_titles(teams)}"


def _some(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _titles(teams: Sequence[Team]) -> str:
    return ", ".join(each.title for each in teams)
