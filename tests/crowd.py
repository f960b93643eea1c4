"""Several people who declare and note at once while the bot is killed, and who check afterwards."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.mortal import Mortal

PEOPLE = ("U0ANA", "U0BO", "U0CY")
FIRST = "first"
ROOM = f"#inc-1-{FIRST}"
UNDONE = ("Not saved", "went wrong", "not carried out", "cannot look")
"""What an acknowledgement says where the command was not carried out."""
KEPT = "SELECT text FROM event WHERE kind = 'note' UNION ALL SELECT title FROM incident"


@dataclass
class Crowd:
    """People at work, by a seed. `acknowledged`: what the bot took, by the word that marks each command."""

    night: Mortal
    seed: int
    tried: int = 0
    acknowledged: list[str] = field(default_factory=list)

    async def works(self, *, commands: int, kills: int) -> None:
        """Everybody types until so many commands are typed; the bot is killed so many times meanwhile."""
        chance = random.Random(f"{self.seed} {self.tried}")
        if not self.tried:
            await self._gathers()
        last = self.tried + commands
        moments = sorted(chance.sample(range(self.tried, last), kills))
        typing = [
            self._types(person, last, random.Random(f"{person} {chance.random()}")) for person in PEOPLE
        ]
        await asyncio.gather(*typing, self._kills(moments, chance))

    async def _gathers(self) -> None:
        """The first incident is declared, and everybody goes to its channel."""
        night = self.night
        await night.ana.do("rates", on=False)
        await night.ana.type("#general", f"/inc new {FIRST}")
        self.acknowledged.append(FIRST)
        await night.ana.sees("#general", f"→ {ROOM}")
        for person in PEOPLE:
            room = await night.ana.channel(ROOM)
            await night.person(person).do("channel", do="join", channel=room)

    async def _types(self, person: str, last: int, chance: random.Random) -> None:
        """Notes and now and then an incident; while the bot is away, nobody types."""
        while self.tried < last:
            await self.night.until(lambda: self.night.sandbox.deliveries.sockets.connections)
            self.tried += 1
            mark = f"thing {self.tried} of {self.seed}"
            words = f"/inc new {mark}" if chance.random() < 0.1 else f"/inc note {mark}"
            told = await self.night.person(person).type(ROOM, words)
            if told["ok"]:
                self.acknowledged.append(mark)

    async def _kills(self, moments: list[int], chance: random.Random) -> None:
        for moment in moments:
            await self.night.until(lambda moment=moment: self.tried >= moment)  # type: ignore[misc]
            for _ in range(chance.randrange(40)):
                await asyncio.sleep(0)
            await self.night.restart()

    async def finds_everything_once(self) -> None:
        """What was acknowledged is kept once, what was not at most once; each incident has its one card."""
        await self.night.settled()
        kept = Counter(text for (text,) in self.night.rows(KEPT))
        assert {mark: kept[mark] for mark in self.acknowledged if kept[mark] != 1} == {}
        assert {mark: times for mark, times in kept.items() if times != 1} == {}
        said = [m for p in PEOPLE for place in ("#general", ROOM) for m in await self._heard(p, place)]
        assert [m["rendered"] for m in said if any(word in m["rendered"] for word in UNDONE)] == []
        await self._rooms_stand()

    async def _heard(self, person: str, place: str) -> list[dict[str, Any]]:
        return [m for m in await self.night.person(person).messages(place) if m["bot"]]

    async def _rooms_stand(self) -> None:
        """One channel an incident, one pinned card in it, no message twice."""
        state = await self.night.ana.look("state")
        rooms = {room["id"] for room in state["channels"] if room["name"].startswith("inc-")}
        assert rooms == {channel for (channel,) in self.night.rows("SELECT channel FROM incident")}
        for room in rooms:
            seen = await self.night.ana.look("channel", channel=room)
            said = [m for m in seen["messages"] if m["bot"] and not m.get("ephemeral")]
            marks = Counter(m["metadata"]["event_payload"]["id"] for m in said)
            assert [mark for mark, times in marks.items() if times > 1] == []
            assert seen["pins"] == [m["ts"] for m in said if ":card:" in m["metadata"]["event_payload"]["id"]]
            assert len(seen["pins"]) == 1

    def taken_unanswered(self) -> set[str]:
        """What was kept though its person saw that it failed."""
        return {text for (text,) in self.night.rows(KEPT)} - set(self.acknowledged)
