"""Who is let in while Slack says little."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.may import Deed, Member, Standing
from bot.flows import member
from bot.integrations.slack import SlackChat
from bot.ports import Bot, Rejected, Unreachable
from store import member as kept
from store.sqlite import Store
from tests import make


@dataclass
class Told(SlackChat):
    """A Slack that says who people are, or what stands in the way; `asked` are those who were asked about."""

    says: Member | Rejected | Unreachable
    pages: Sequence[Sequence[Member]] = ()
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(AsyncWebClient(token="xoxb-nobody"))

    async def member(self, person: str) -> Member:
        self.asked.append(person)
        if isinstance(self.says, Member):
            return self.says
        raise self.says

    async def members(self, cursor: str) -> tuple[Sequence[Member], str]:
        place = int(cursor or 0)
        return self.pages[place], str(place + 1) if place + 1 < len(self.pages) else ""


GUEST = Member("U1", Standing.GUEST)


def bot(rows: Store, answer: Member | Rejected | Unreachable) -> tuple[Bot, Told]:
    """A bot whose Slack answers so."""
    chat = Told(answer)
    return make.bot(rows, chat=chat), chat


@pytest.mark.parametrize(
    ("answer", "let_in"),
    [
        (Member("U1", Standing.MEMBER), True),
        (GUEST, False),
        (Rejected("user_not_visible"), False),
        (Rejected("user_not_found"), False),
        (Rejected("unknown_method"), True),
        (Unreachable("Slack is away"), True),
    ],
)
async def test_before_an_unknown_persons_deed_slack_is_asked(
    rows: Store, answer: Member | Rejected | Unreachable, let_in: bool
) -> None:
    ours, chat = bot(rows, answer)

    assert await member.admitted(ours, "U1", Deed.WORK) is let_in
    assert chat.asked == ["U1"]


async def test_an_unknown_person_looks_up_at_once_and_is_known_after(rows: Store) -> None:
    ours, chat = bot(rows, GUEST)

    first = await member.admitted(ours, "U1", Deed.LOOK_UP)
    unasked = list(chat.asked)
    await ours.tasks.settle()  # type: ignore[attr-defined]
    second = await member.admitted(ours, "U1", Deed.LOOK_UP)

    assert (first, unasked, second, chat.asked) == (True, [], False, ["U1"])


async def test_whom_we_know_slack_is_not_asked_about(rows: Store) -> None:
    ours, chat = bot(rows, Unreachable("Slack is away"))
    await rows.run(kept.keep, [GUEST, Member("U2", Standing.MEMBER)], make.NOW)

    found = [await member.admitted(ours, person, Deed.WORK) for person in ("U1", "U2")]

    assert (found, chat.asked) == ([False, True], [])


async def test_everybody_is_read_page_by_page(rows: Store) -> None:
    pages = [[GUEST], [Member("U2", Standing.MEMBER)], [Member("U3", Standing.GONE)]]
    ours = make.bot(rows, chat=Told(GUEST, pages))

    await member.read_all(ours, {})

    assert [rows.read(kept.get, f"U{n}").standing for n in (1, 2, 3)] == ["guest", "member", "gone"]


async def test_news_of_a_person_counts_at_once(rows: Store) -> None:
    ours, _ = bot(rows, Unreachable("Slack is away"))
    await member.heard(ours, GUEST)

    await member.heard(ours, Member("U1", Standing.MEMBER))

    assert rows.read(kept.get, "U1").standing is Standing.MEMBER


async def test_a_member_is_read_once_a_minute_and_news_of_them_counts_at_once(rows: Store) -> None:
    ours, _ = bot(rows, Unreachable("Slack is away"))
    await member.heard(ours, Member("U1", Standing.MEMBER))
    first = await member.admitted(ours, "U1", Deed.WORK)
    await rows.run(kept.keep, [GUEST], make.NOW)  # as another process writes it

    remembered = await member.admitted(ours, "U1", Deed.WORK)
    await member.heard(ours, Member("U1", Standing.STRANGER))

    assert (first, remembered, await member.admitted(ours, "U1", Deed.WORK)) == (True, True, False)


@pytest.mark.parametrize("deed", [Deed.LOOK_UP, Deed.WORK])
async def test_slack_is_asked_once_about_a_person_however_many_wait(rows: Store, deed: Deed) -> None:
    ours, chat = bot(rows, Member("U1", Standing.MEMBER))

    let_in = await asyncio.gather(*(member.admitted(ours, "U1", deed) for _ in range(5)))
    await ours.tasks.settle()  # type: ignore[attr-defined]

    assert (let_in, chat.asked) == ([True] * 5, ["U1"])


async def test_after_an_answer_that_did_not_come_slack_is_asked_again(rows: Store) -> None:
    ours, chat = bot(rows, Unreachable("Slack is away"))

    for _ in range(2):
        await member.admitted(ours, "U1", Deed.WORK)

    assert chat.asked == ["U1", "U1"]
