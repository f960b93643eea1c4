"""The desk behind every door: keeps what must not be lost, carries it out once, answers, and guards."""

import asyncio
import logging
import secrets
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.blocks import house as house_blocks
from bot.blocks.kit import escape
from bot.domain.keeping import AlreadyDone, StoreUnavailable
from bot.domain.refusal import Refusal
from bot.flows import inbox
from bot.ports import Answer, Bot, Open, Rejected, Reply, Unreachable
from handlers import doors, forms
from handlers.request import Kind, Request, load

log = logging.getLogger("tocsin.requests")
BUDGET = 1.5
"""Seconds that an answer may take before the person is told that work goes on; Slack waits three."""
TOO_LATE = timedelta(minutes=10)


class Desk:
    """Takes requests from the registry (live) and from the inbox (after a restart)."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._running: set[str] = set()

    async def handle(self, request: Request) -> Answer:
        """Answer a live request within the budget, or say that work goes on and answer later.

        Raises StoreUnavailable where an event could not be kept: the sender must repeat it.
        """
        found = doors.find(request)
        if not doors.writes(request, found):
            return await self._carry_out(request, found)
        try:
            fresh = await inbox.accept(self._bot, request.ask.key, request.kind, request.dump())
        except StoreUnavailable as trouble:
            if request.kind in (Kind.EVENT, Kind.MENTION):
                raise
            return Reply(f"Not saved, nothing changed, please repeat in a minute. ({escape(trouble.cause)})")
        if not fresh:
            _note(request, found, "repeat", time.perf_counter())
            return None
        return await self._finish_or_wait(request, found)

    async def take_up(self, key: str, kind: str, body: Mapping[str, Any]) -> None:
        """Carry out what was left lying; a person's old command is offered instead."""
        if key in self._running:
            return
        request = load(kind, body)
        if self._late(request):
            answer: Answer = house_blocks.offer_again(doors.typed(request), request.ask.at)
            await inbox.finish(self._bot, key)
        else:
            answer = await self._carry_out(request, doors.find(request))
        await self.deliver(request, answer)

    async def deliver(self, request: Request, answer: Answer) -> None:
        """Bring an answer to the person by another way than the ack."""
        match answer:
            case None:
                return
            case Open():
                await self.open(request, answer)
            case Reply():
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
        offer = house_blocks.offer_form(opening.form, opening.draft.get("incident", ""))
        await inbox.answer(self._bot, request.ask, offer)

    def _late(self, request: Request) -> bool:
        old = self._bot.clock.now() - request.ask.at > TOO_LATE
        return old and request.kind in (Kind.COMMAND, Kind.BUTTON, Kind.FORM, Kind.SHORTCUT)

    async def _finish_or_wait(self, request: Request, found: doors.Found) -> Answer:
        task = self._bot.tasks.start(self._carry_out(request, found), f"{request.kind} {request.name}")
        done, _ = await asyncio.wait({task}, timeout=BUDGET)
        if done:
            answer: Answer = task.result()  # type: ignore[assignment]
            return answer
        self._bot.tasks.start(self._deliver_later(request, task), "late answer")
        return Reply("Still working on it; the answer follows here.")

    async def _deliver_later(self, request: Request, task: asyncio.Task[object]) -> None:
        answer: Answer = await task  # type: ignore[assignment]
        await self.deliver(request, answer)

    async def _carry_out(self, request: Request, found: doors.Found) -> Answer:
        """Run the handler behind the door, and see to it that the inbox row is settled."""
        started = time.perf_counter()
        key = request.ask.key
        self._running.add(key)
        try:
            answer, outcome = await self._guarded(request, found)
            if key and outcome in ("ok", "refused") and doors.writes(request, found):
                await inbox.finish(self._bot, key)
        finally:
            self._running.discard(key)
        _note(request, found, outcome, started)
        return answer

    async def _guarded(self, request: Request, found: doors.Found) -> tuple[Answer, str]:
        """The handler guard: a refusal is whispered, a bug is logged once and apologised for."""
        try:
            return await doors.handle(self._bot, request, found), "ok"
        except StoreUnavailable as trouble:
            text = f"Kept, not carried out yet: {escape(trouble.cause)}. It goes on by itself."
            return Reply(text), "unsaved"
        except Refusal as refusal:
            return Reply(refusal.shown or escape(refusal.text)), "refused"
        except AlreadyDone:
            return None, "repeat"
        except (
            Exception
        ):  # A handler is work of strangers in a loop of ours: one request must not end the rest.
            reference = secrets.token_hex(4)
            log.exception("request %s failed, reference %s", request.name, reference)
            return Reply(
                f"Something went wrong on our side (reference `{reference}`). Nothing you typed is lost."
            ), "failed"


def _note(request: Request, found: doors.Found, outcome: str, started: float) -> None:
    """One line per request: who, what, outcome, milliseconds; never what people wrote."""
    milliseconds = (time.perf_counter() - started) * 1000
    name = doors.named(request, found)
    log.info("%s %s by %s: %s in %.1f ms", request.kind, name, request.ask.person, outcome, milliseconds)
