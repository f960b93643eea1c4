"""The desk behind every door: keeps what must not be lost, carries it out once, answers, and guards."""

import asyncio
import logging
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

from bot.blocks import house as house_blocks
from bot.blocks.kit import escape
from bot.domain.keeping import AlreadyDone, StoreUnavailable
from bot.domain.refusal import Refusal
from bot.flows import inbox
from bot.ports import Answer, Bot, Open, Rejected, Reply, Unreachable
from handlers import forms, routing
from handlers.request import Kind, Request, load

log = logging.getLogger("tocsin.requests")
BUDGET = 1.5
"""Seconds that an answer may take before the person is told that work goes on; Slack waits three."""
SOON = 0.25
"""Seconds after which a person's request is kept that is not carried out yet."""
TOO_LATE = timedelta(minutes=10)
MOST_FAILED = 1000


class Desk:
    """Takes requests from the registry (live) and from the inbox (after a restart)."""

    def __init__(self, bot: Bot, budget: float = BUDGET) -> None:
        self._bot = bot
        self._budget = budget
        self._running: set[str] = set()
        self._failed: set[str] = set()

    async def handle(self, request: Request) -> Answer:
        """Answer a live request within the budget, or say that work goes on and answer later.

        Raises StoreUnavailable where an event could not be kept: the sender must repeat it.
        """
        found = routing.find(request)
        if not routing.writes(request, found):
            return await self._carry_out(request, found)
        if request.kind in (Kind.EVENT, Kind.MENTION):
            known = not await self._keep(request)
        else:
            known = self.runs(request.ask.key) or self._knows(request.ask.key)
        if known:
            _note(request, found, "repeat", time.perf_counter())
            return None
        return await self._finish_or_wait(request, found)

    async def receive(self, request: Request) -> bool:
        """Keep what a vendor tells, and carry it out behind the answer; False where it was kept before.

        Raises StoreUnavailable where it could not be kept: the sender must repeat it.
        """
        fresh = await self._keep(request)
        if fresh:
            work = self._carry_out(request, routing.find(request))
            self._bot.tasks.start(work, f"{request.kind} {request.name}")
        return fresh

    async def _keep(self, request: Request) -> bool:
        """Keep a request; False where it was kept or settled before."""
        return await inbox.accept(self._bot, request.ask.key, request.kind, request.dump())

    def _knows(self, key: str) -> bool:
        """Whether a request was kept or settled before; where that cannot be read, its change tells."""
        try:
            return inbox.is_known(self._bot, key)
        except StoreUnavailable:
            return False

    @property
    def busy(self) -> int:
        """How many requests are being carried out."""
        return len(self._running)

    def runs(self, key: str) -> bool:
        """Whether the request of that key is being carried out here and now."""
        return key in self._running

    async def take_up(self, key: str, kind: str, body: Mapping[str, Any]) -> None:
        """Carry out what was left lying; a person's old command is offered instead.

        An attempt that fails is silent: who was told already hears once more, when it is given up.
        """
        request = load(kind, body)
        if self._late(request):
            offer = house_blocks.offer_again(routing.typed(request), request.ask.at)
            await inbox.offer(self._bot, request.ask, offer)
            return
        answer = await self._carry_out(request, routing.find(request))
        if not inbox.is_open(self._bot, key):
            await self.deliver(request, answer)

    async def deliver(self, request: Request, answer: Answer) -> None:
        """Bring an answer to the person by another way than the ack."""
        match answer:
            case None:
                return
            case Open():
                await self.open(request, answer)
            case Reply() if request.ask.values.get("view_type") == "home":
                await self._show(request, answer)
            case Reply():
                await inbox.answer(self._bot, request.ask, answer)

    async def _show(self, request: Request, answer: Reply) -> None:
        """What was pressed in Home is answered there, on top of it; too late, by a direct message."""
        try:
            view = house_blocks.shown(answer)
            await self._bot.chat.open_view(request.ask.values.get("trigger", ""), view)
        except (Unreachable, Rejected) as trouble:
            log.warning("an answer was not shown over Home: %s", trouble)
            await inbox.answer(self._bot, request.ask, answer)

    async def open(self, request: Request, opening: Open) -> None:
        """Open a form; a mention has no trigger, and three seconds pass soon: then a button offers it."""
        trigger = request.ask.values.get("trigger", "")
        try:
            if trigger:
                view = await forms.view(self._bot, request.ask, opening)
                await self._bot.chat.open_view(trigger, view)
                return
        except (Unreachable, Rejected) as trouble:
            log.warning("form %s not opened: %s", opening.form, trouble)
        except StoreUnavailable as trouble:
            await self._say_at_once(request, _unsaved(trouble))
            return
        except Refusal as refusal:
            await inbox.answer(self._bot, request.ask, _refused(refusal))
            return
        offered = await forms.offer(self._bot, request.ask, opening)
        await inbox.answer(self._bot, request.ask, offered)

    def _late(self, request: Request) -> bool:
        old = self._bot.clock.now() - request.ask.at > TOO_LATE
        return old and request.kind not in (Kind.EVENT, Kind.WEBHOOK)

    async def _say_at_once(self, request: Request, reply: Reply) -> None:
        """Past the outbox, where nothing can be kept for now."""
        try:
            if request.ask.answer_url:
                await self._bot.chat.answer(request.ask.answer_url, reply)
        except (Unreachable, Rejected) as trouble:
            log.warning("nothing can be kept, and the person could not be told: %s", trouble)

    async def _finish_or_wait(self, request: Request, found: routing.Found) -> Answer:
        """Carry out, and answer in time.

        What is changed at once marks the request done in its own transaction: one commit keeps both. What
        takes longer is kept before anything is answered.
        """
        task = self._bot.tasks.start(self._carry_out(request, found), f"{request.kind} {request.name}")
        soon = min(SOON, self._budget)
        done, _ = await asyncio.wait({task}, timeout=soon)
        if not done:
            try:
                await self._keep(request)
            except StoreUnavailable as trouble:
                task.cancel()
                return _unsaved(trouble)
            done, _ = await asyncio.wait({task}, timeout=self._budget - soon)
        if done:
            answer: Answer = task.result()  # type: ignore[assignment]
            return answer
        self._bot.tasks.start(self._deliver_later(request, task), "late answer")
        return Reply("Still working on it; the answer follows here.")

    async def _deliver_later(self, request: Request, task: asyncio.Task[object]) -> None:
        answer: Answer = await task  # type: ignore[assignment]
        await self.deliver(request, answer)

    async def _carry_out(self, request: Request, found: routing.Found) -> Answer:
        """Run the handler behind the door, and see to it that what it may have changed is settled or kept."""
        started = time.perf_counter()
        key = request.ask.key
        self._running.add(key)
        self._bot.tasks.taken()
        try:
            answer, outcome = await self._guarded(request, found)
            if key and routing.writes(request, found):
                answer = await self._settled(request, answer, outcome)
        finally:
            self._running.discard(key)
            self._bot.tasks.answered()
        if outcome != "failed":
            self._failed.discard(key)
        _note(request, found, outcome, started)
        return answer

    async def _settled(self, request: Request, answer: Answer, outcome: str) -> Answer:
        """Settle what was carried out or refused; keep what was not, or say that it could not be kept."""
        if outcome in ("ok", "refused"):
            with suppress(StoreUnavailable):  # taken up again, it finds nothing to change
                await inbox.finish(self._bot, request.ask.key)
        elif outcome != "repeat":
            try:
                await self._keep(request)
            except StoreUnavailable as trouble:
                return _unsaved(trouble)
        return answer

    async def _guarded(self, request: Request, found: routing.Found) -> tuple[Answer, str]:
        """The handler guard: a refusal is whispered, a bug is logged once and apologised for."""
        try:
            return await routing.handle(self._bot, request, found), "ok"
        except StoreUnavailable as trouble:
            kept = routing.writes(request, found)
            return (_goes_on(trouble) if kept else _unread(trouble)), "unsaved"
        except Refusal as refusal:
            return _refused(refusal), "refused"
        except AlreadyDone:
            return None, "repeat"
        except Exception as error:  # the work of strangers in a loop of ours: one must not end the rest
            return self._sorry(request, error, kept=routing.writes(request, found)), "failed"

    def _sorry(self, request: Request, error: Exception, *, kept: bool) -> Reply:
        """Each attempt at a request has the same reference; the first is logged with its traceback."""
        key = request.ask.key or secrets.token_hex(8)
        reference = sha256(key.encode()).hexdigest()[:8]
        again = key in self._failed
        said = "request %s failed%s, reference %s: %s"
        log.error(
            said, request.name, " again" if again else "", reference, type(error).__name__, exc_info=not again
        )
        self._failed = {*list(self._failed)[-MOST_FAILED:], key}
        then = "It is kept, and I try again by myself." if kept else "Nothing was changed."
        return Reply(f"Something went wrong on our side (reference `{reference}`). {then}")


def _refused(refusal: Refusal) -> Reply:
    return Reply(refusal.shown or escape(refusal.text))


def _unsaved(trouble: StoreUnavailable) -> Reply:
    return Reply(f"Not saved, nothing changed, please repeat in a minute. ({escape(trouble.cause)})")


def _goes_on(trouble: StoreUnavailable) -> Reply:
    return Reply(f"Kept, not carried out yet: {escape(trouble.cause)}. It goes on by itself.")


def _unread(trouble: StoreUnavailable) -> Reply:
    return Reply(f"I cannot look that up now, please repeat in a minute. ({escape(trouble.cause)})")


def _note(request: Request, found: routing.Found, outcome: str, started: float) -> None:
    """One line per request: who, what, outcome, milliseconds; never what people wrote.

    It is written behind the answer, which somebody waits for.
    """
    milliseconds = (time.perf_counter() - started) * 1000
    name = routing.named(request, found)
    who = request.ask.person or request.name
    line = ("%s %s by %s: %s in %.1f ms", request.kind, name, who, outcome, milliseconds)
    asyncio.get_running_loop().call_soon(log.info, *line)
