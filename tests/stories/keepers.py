"""Which line keeps which promise; `python -m tests.stories.keepers` makes docs/stories.md of it.

Each line was seen to keep its story: `tests/stories/test_keepers.py` takes it out and sees the story fail.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from docs.generate import table

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "stories.md"
HEAD = """# Stories and the lines that keep them

Each story below (of `tests/stories`) fails when the line beside it is taken out or made to do nothing. The
slow test `tests/stories/test_keepers.py` does so, one line at a time (`tests/stories/without.py` says how).
This page is made from `tests/stories/keepers.py`: `python -m tests.stories.keepers` writes it.
The numbers are those of the promises (README.md); a dash stands for what every promise rests on.
"""


@dataclass(frozen=True, slots=True)
class Keeper:
    """A line of a file that keeps a story; `instead` is what stands there when it is taken out."""

    promise: str
    story: str
    file: str
    line: str
    instead: str = ""

    @property
    def name(self) -> str:
        """The story as a sentence."""
        function, bracket, rest = self.story.partition("::test_")[2].partition("[")
        return (
            f"{function.replace('_', ' ')} {rest.removesuffix(']')}"
            if bracket
            else function.replace("_", " ")
        )

    def taken_out(self, text: str) -> str:
        """The file's text without the line."""
        return text.replace(self.line, self.instead)


def _of(promise: str, file: str, *kept: tuple[str, str, str, str]) -> tuple[Keeper, ...]:
    """Keepers of one file of stories: (story, file, line, instead)."""
    return tuple(Keeper(promise, f"{file}::test_{story}", *rest) for story, *rest in kept)


KEEPERS: tuple[Keeper, ...] = (
    *_of(
        "1",
        "test_declare.py",
        (
            "declaring_takes_two_words_and_puts_me_in_the_channel",
            "bot/flows/channel.py",
            'outbox.add(db, effects.invite(incident, [incident.declared_by], f"declarer:{channel}"), now)',
            "pass",
        ),
        (
            "a_form_wrong_then_right_then_pressed_twice_is_one_incident",
            "handlers/modals/incident.py",
            "title: Title",
            "title: str",
        ),
        (
            "both_transports_carry_it",
            "handlers/http.py",
            'app.router.add_post("/slack/events", slack)',
            "pass",
        ),
    ),
    *_of(
        "2",
        "test_declare.py",
        (
            "one_pinned_card_holds_the_context",
            "bot/flows/channel.py",
            "outbox.add(db, effects.pin(incident, *place), now)",
            "pass",
        ),
        (
            "the_service_is_guessed_from_the_title_and_said",
            "bot/flows/catalog/choosing.py",
            'return Choice(catalog.service(db, best[0].service), "guessed")',
            "return Choice(None)",
        ),
        (
            "an_unclear_title_is_asked_about_and_a_button_answers",
            "handlers/doors/incident.py",
            '"service": incident.service_options,',
            "",
        ),
    ),
    *_of(
        "3",
        "test_changes.py",
        (
            "changes_come_newest_first_with_author_and_age",
            "store/change/rows.py",
            "ORDER BY c.at DESC, c.id DESC",
            "ORDER BY c.at, c.id",
        ),
        (
            "a_window_leaves_out_what_is_older",
            "handlers/commands/change.py",
            "length = asked or bot.house.changes_window",
            "length = timedelta(weeks=4)",
        ),
        (
            "in_an_incident_the_likeliest_causes_come_first_with_their_reasons",
            "bot/flows/card.py",
            "likely = await change.suspects(bot, incident) if service else ()",
            "likely = ()",
        ),
        (
            "a_suspect_is_on_the_timeline_and_in_the_document",
            "bot/flows/change/marking.py",
            "kept.mark(db, marked)",
            "pass",
        ),
        (
            "dismissed_is_hidden_for_all_and_can_be_brought_back",
            "handlers/doors/change.py",
            '"change_restore": Knock(W, change.restore),',
            "",
        ),
    ),
    *_of(
        "3",
        "test_github.py",
        (
            "what_is_merged_is_told_by_webhook_and_ranked_within_seconds",
            "handlers/http.py",
            "app.add_routes([route(registry.desk, bot.clock, webhooks or {})])",
            "pass",
        ),
        (
            "without_webhooks_an_open_incident_sees_it_within_a_minute",
            "bot/flows/sync.py",
            "await asyncio.gather(change.refresh(eager, about), freshen_pager(eager))",
            "await freshen_pager(eager)",
        ),
        (
            "configuration_pushed_past_pull_requests_is_seen_without_webhooks",
            "bot/integrations/github/client.py",
            "return {**changes, **known, **found}",
            "return {**changes}",
        ),
        (
            "a_used_up_hour_is_answered_from_the_store_with_its_age[403]",
            "bot/blocks/change.py",
            'GapKind.UNREACHABLE: f"GitHub could not be reached{since} ({what}).",',
            'GapKind.UNREACHABLE: "",',
        ),
        (
            "a_sync_killed_half_way_goes_on_where_it_was",
            "bot/flows/sync.py",
            "left = [name for name in names if _untried(readings.get(folded(name)), began)]",
            "left = list(names)",
        ),
    ),
    *_of(
        "4",
        "test_look_up.py",
        (
            "on_call_is_known_while_pagerduty_answers_500",
            "bot/blocks/rota/showing.py",
            'old = failing_since is not None or OnCall("", source="pagerduty", as_of=as_of).stale(now)',
            "old = False",
        ),
        (
            "somebody_is_asked_who_is_on_call_in_plain_words",
            "bot/flows/rota/search.py",
            "asked = ASKED.match(text)",
            "asked = None",
        ),
        (
            "who_will_be_on_call_is_asked_with_a_time",
            "bot/flows/rota/search.py",
            "answers = [(at, await look_up(bot, name, asker, offset, at=at)) for at in moment.instants]",
            "answers = [(at, await look_up(bot, name, asker, offset)) for at in moment.instants]",
        ),
    ),
    *_of(
        "5",
        "test_look_up.py",
        (
            "half_a_name_is_three_choices_and_one_press",
            "handlers/doors/catalog.py",
            '"svc_show": Knock(R, catalog.pick),',
            "",
        ),
        (
            "an_incident_knows_its_own_service",
            "bot/flows/catalog/showing.py",
            "if incident is not None and incident.service:",
            "if False:",
        ),
    ),
    *_of(
        "6",
        "test_pins.py",
        (
            "an_old_message_is_on_the_timeline_at_its_posting_time",
            "bot/flows/pins.py",
            "kind, posted.at, posted.person",
            "kind, bot.clock.now(), posted.person",
        ),
        (
            "it_is_there_once_whoever_pins_until_the_last_takes_it_away",
            "store/incident/timeline.py",
            "return reactions(db, reaction.incident, reaction.source)",
            "return int(reaction.stands)",
        ),
        (
            "a_reply_in_a_thread_is_pinned_like_any_message",
            "bot/integrations/slack.py",
            "found = _at(await self._replies(channel, ts), ts)",
            "found = None",
        ),
        (
            "taken_away_before_the_news_of_it_arrives_it_stays_away",
            "store/incident/timeline.py",
            "WHERE excluded.at >= reaction.at",
            "",
        ),
        (
            "other_reactions_do_nothing",
            "bot/flows/pins.py",
            'meaning = bot.house.reactions.get(ask.values.get("reaction", ""))',
            'meaning = "note"',
        ),
        (
            "outside_of_incidents_a_pin_means_nothing",
            "bot/flows/pins.py",
            "if found is None or",
            "if",
        ),
    ),
    *_of(
        "9",
        "test_document.py",
        (
            "a_well_noted_incident_fills_at_least_14_of_26_sections",
            "bot/domain/rca/notes.py",
            "section = SECTION_OF[found.group(1).lower()]",
            'section = ""',
        ),
        (
            "what_is_missing_has_a_button_that_opens_its_form",
            "bot/blocks/rca/telling.py",
            "blocks.append(actions(fill))",
            "pass",
        ),
        (
            "the_terminal_prints_the_same_document",
            "handlers/cli/rca.py",
            'print(made.markdown, end="")',
            "pass",
        ),
        (
            "the_terminal_says_what_it_does_not_have",
            "handlers/cli/rca.py",
            "print(refusal.text, file=sys.stderr)",
            "pass",
        ),
    ),
    *_of(
        "10",
        "test_document.py",
        (
            "a_why_holds_question_answer_author_and_permalink",
            "bot/domain/rca/notes.py",
            'if note.section == "whys":',
            "if False:",
        ),
    ),
    *_of(
        "24",
        "test_owed.py",
        (
            "the_author_of_a_document_hears_of_it_until_it_is_done",
            "bot/flows/document.py",
            "await bot.rows.run(owe, bot, incident)",
            "pass",
        ),
    ),
    *_of(
        "6",
        "test_meanings.py",
        (
            "a_reaction_says_what_a_message_is_and_it_lands_in_its_section",
            "bot/flows/pins.py",
            'kind = Kind(str(body.get("kind", Kind.PIN)))',
            "kind = Kind.PIN",
        ),
    ),
    *_of(
        "-",
        "test_followups.py",
        (
            "a_follow_up_has_an_owner_who_is_told_a_date_and_a_place_in_the_document",
            "bot/flows/rca/gathering.py",
            "followups=followup.of_incident(db, found.id),",
            "",
        ),
        (
            "a_message_becomes_part_of_the_document_once[add_to_rca-Add to RCA]",
            "bot/flows/rca/noting.py",
            "source=message.source,",
            "",
        ),
    ),
    *_of(
        "10",
        "test_writing.py",
        (
            "rca_why_shows_the_whys_before_and_the_document_holds_each_with_author_and_permalink",
            "bot/flows/rca/whys.py",
            "rows.ask(db, incident.id, why)",
            "pass",
        ),
        (
            "of_two_who_edit_one_section_the_second_sees_the_first_and_loses_no_word",
            "bot/domain/rca/written.py",
            "if edited.over != now.version and mine != now.text:",
            "if False:",
        ),
        (
            "a_mention_in_a_thread_opens_the_form_by_a_button",
            "handlers/commands/house.py",
            "return Open(form, drafts.opened(bot, about))",
            'return Open(form, {"incident": about})',
        ),
    ),
    *_of(
        "9",
        "test_writing.py",
        (
            "the_document_in_the_channel_is_one_and_follows_ten_edits_once",
            "bot/flows/refreshing.py",
            "share(db, incident, now + RENEWED)",
            "pass",
        ),
    ),
    *_of(
        "21",
        "test_readiness.py",
        (
            "a_service_says_its_level_its_gaps_and_who_closes_them",
            "bot/domain/scorecard/gaps.py",
            'names = ", ".join(each.name for each in leads)',
            'names = ""',
        ),
        (
            "every_rule_says_what_was_found_where_and_what_was_wanted",
            "handlers/commands/scorecard.py",
            'if word == "rules":',
            "if not word:",
        ),
        (
            "the_same_gaps_are_on_the_card",
            "bot/blocks/incident/card.py",
            '("Readiness", shown.readiness or',
            '("Readiness",',
        ),
        (
            "the_same_gaps_are_in_the_document",
            "bot/flows/rca/gathering.py",
            "readiness=scorecard.of_service(db, service, now) if service else None,",
            "",
        ),
        (
            "all_services_come_the_worst_first_with_a_way_on",
            "store/scorecard/results.py",
            '"worst": "r.rank, r.passed, s.tier IS NULL, s.tier, s.id",',
            '"worst": "s.id",',
        ),
        (
            "a_team_sees_its_own_services",
            "bot/flows/scorecard/finding.py",
            "return worst(db, team, page",
            "return worst(db, None, page",
        ),
        (
            "a_right_that_tocsin_lacks_is_no_data_and_not_the_team_s_fault",
            "bot/integrations/github/guards.py",
            "seen.values |= {name: value for name, value in found.items() if value or not lack}",
            "seen.values |= found",
        ),
    ),
    *_of(
        "21",
        "test_coverage.py",
        (
            "owners_are_found_missing_claimed_by_button_and_the_gate_opens",
            "bot/flows/scorecard/reporting.py",
            "        coverage(card, rules),",
            "        {},",
        ),
    ),
    *_of(
        "28",
        "test_survival.py",
        (
            "a_kill_on_the_way_to_the_card_is_survived_when[the channel is made]",
            "bot/flows/outbox.py",
            "since = pending.added_at - LOOK_BACK",
            "since = bot.clock.now()",
        ),
        (
            "what_was_accepted_and_not_carried_out_is_carried_out_at_the_start",
            "handlers/jobs.py",
            "for received in clockwork.left_lying(self._bot):",
            "for received in ():",
        ),
        (
            "what_is_taken_up_too_late_is_offered_and_a_press_does_it",
            "handlers/desk.py",
            "if self._late(request):",
            "if False:",
        ),
    ),
    *_of(
        "28",
        "test_survival_slack.py",
        (
            "two_minutes_without_slack_lose_and_double_nothing[accept, then drop]",
            "bot/flows/trouble.py",
            "GIVE_UP = timedelta(hours=24)",
            "GIVE_UP = timedelta()",
        ),
        (
            "the_first_call_that_fails_is_made_good[accept, then drop-chat.postMessage]",
            "bot/flows/outbox.py",
            "found = await bot.chat.find_post(target, id, pending.added_at - LOOK_BACK, thread=thread)",
            "found = None",
        ),
        (
            "who_waits_longer_than_a_minute_is_told_by_another_way",
            "bot/flows/trouble.py",
            "reply = blocks.late(effect, each.why)",
            "continue",
        ),
        (
            "what_slack_refuses_for_good_is_told_once_and_a_press_tries_again",
            "handlers/doors/house.py",
            '"try_again": Knock(W, house.try_again),',
            "",
        ),
    ),
    *_of(
        "20",
        "test_similar.py",
        (
            "what_happened_before_is_said_beneath_the_card",
            "bot/flows/channel.py",
            'jobs.schedule(db, f"similar:{incident}", "similar", beneath, now)',
            "pass",
        ),
        (
            "it_is_asked_about_words_about_an_incident_and_where_one_stands",
            "handlers/doors/catalog.py",
            'door("inc", "similar", OPTIONAL, R, similar.show),',
            "",
        ),
    ),
    *_of(
        "29",
        "test_slips.py",
        (
            "a_slip_elsewhere_names_the_verb_and_my_channel_and_a_button_runs_it",
            "handlers/routing.py",
            'word, _, channel = place.partition("@")',
            'word, channel = place.partition("@")[0], ""',
        ),
        (
            "a_slip_in_the_channel_itself_is_run_there",
            "handlers/routing.py",
            'run=f"{near} {rest}".strip() if fits else ""',
            'run=""',
        ),
        (
            "whoever_has_no_incident_is_told_so_and_offered_nothing_that_cannot_be",
            "bot/flows/incident.py",
            'run = about.run if mine else ""',
            "run = about.run",
        ),
        (
            "a_title_that_begins_like_a_command_is_asked_about_and_declared_by_a_press",
            "bot/domain/grammar.py",
            "if first in RESERVED:",
            "if False:",
        ),
        (
            "words_that_do_not_fit_are_answered_with_those_that_do",
            "handlers/routing.py",
            "if len(name) > 3 and grammar.one_edit(name, first.lower())",
            "if False",
        ),
        (
            "the_audit_says_who_what_when_and_from_where",
            "bot/flows/recording.py",
            'audit.add(db, Entry(by.person, f"incident.{event.kind}", event.incident, by.at, by.via, said))',
            "pass",
        ),
    ),
    *_of(
        "-",
        "test_mentions.py",
        (
            "a_mention_is_answered_beneath_itself_for_all",
            "handlers/asks.py",
            'thread = str(event.get("thread_ts") or ("" if event.get("channel_type") == "im" else ts))',
            'thread = ""',
        ),
        (
            "in_a_thread_the_answer_stays_in_the_thread",
            "bot/flows/outbox.py",
            'if body.get("thread"):',
            "if False:",
        ),
        (
            "a_mention_in_the_middle_of_a_sentence_counts",
            "handlers/asks.py",
            'return "".join(rest).lstrip(" ,:;") or before',
            "return text",
        ),
        (
            "a_direct_message_needs_no_mention_and_no_thread",
            "handlers/asks.py",
            '("" if event.get("channel_type") == "im" else ts)',
            "ts",
        ),
        (
            "what_opens_a_form_answers_with_a_button_that_opens_it",
            "handlers/doors/house.py",
            '"form_open": Knock(F, house.open_form),',
            "",
        ),
        (
            "an_incident_is_declared_by_a_mention",
            "bot/flows/channel.py",
            'thread=str(effect.body.get("thread") or ""),',
            "",
        ),
        (
            "small_talk_is_answered_with_help",
            "bot/blocks/house.py",
            "if not meant:",
            "if False:",
        ),
        (
            "a_mention_told_twice_is_one_note",
            "handlers/asks.py",
            'key=f"message:{channel}:{ts}"',
            'key=f"message:{ask.at}"',
        ),
    ),
    *_of(
        "-",
        "test_words.py",
        (
            "help_for_a_word_is_its_table",
            "handlers/routing.py",
            'if first.lower() in HELP_WORDS and word != "tocsin":',
            "if False:",
        ),
        (
            "help_for_a_verb_is_its_line",
            "bot/blocks/house.py",
            "words[0] in (word, name)",
            "words[0] == word",
        ),
        (
            "tocsin_and_a_word_are_the_word",
            "handlers/routing.py",
            'if word == "tocsin" and (target := WORDS.get(first.lower().removeprefix("/"))):',
            "if False:",
        ),
        (
            "health_says_first_whether_all_is_well",
            "bot/flows/house.py",
            "services=catalog.counts(db).services,",
            "services=0,",
        ),
    ),
    *_of(
        "-",
        "test_moves.py",
        (
            "from_declared_to_closed_each_move_says_the_next",
            "bot/flows/incident.py",
            'log(db, incident, ask.by, Kind.STATUS, f"{status}: {note}" if note else status.value)',
            "pass",
        ),
        (
            "a_move_that_cannot_be_says_why",
            "bot/domain/incident.py",
            "if status not in MOVES[incident.status]:",
            "if False:",
        ),
        (
            "of_two_who_resolve_at_once_one_reads_who_was_faster",
            "bot/flows/incident.py",
            "if before is not None and before.status is status and (mover := _mover(db, id)):",
            "if False:",
        ),
        (
            "a_new_lead_is_said_invited_and_shown_on_the_card",
            "bot/flows/incident.py",
            'outbox.add(db, effects.invite(incident, [lead], f"lead:{lead}"), ask.at)',
            "pass",
        ),
        (
            "reopened_it_is_open_again_and_its_end_is_forgotten",
            "bot/domain/incident.py",
            " if name not in _taken_back(status)",
            "",
        ),
        (
            "status_says_where_it_stands_since_when_and_what_next",
            "bot/blocks/incident/answers.py",
            'context(f"Next: {NEXT[incident.status]}. `/inc timeline` shows everything."),',
            "",
        ),
        (
            "the_list_holds_what_is_open_and_nothing_else",
            "store/incident/rows.py",
            "WHERE status IN ('investigating', 'identified', 'mitigated')\n        ORDER BY",
            "ORDER BY",
        ),
    ),
    *_of(
        "-",
        "test_card.py",
        (
            "one_press_and_i_lead",
            "handlers/doors/incident.py",
            '"inc_lead_me": Knock(W, incident.lead_me),',
            "",
        ),
        (
            "a_note_is_written_in_a_form",
            "handlers/doors/incident.py",
            '"inc_note_form": Knock(F, incident.note_form),',
            "",
        ),
        (
            "a_wrong_guess_is_changed_and_the_card_follows",
            "bot/flows/incident.py",
            'replace(found, service=service, service_how="named")',
            "found",
        ),
        (
            "resolved_and_reopened_from_the_card",
            "handlers/doors/incident.py",
            '"inc_reopen": Knock(W, incident.reopen_button),',
            "",
        ),
        (
            "a_button_pressed_twice_does_it_once",
            "handlers/asks.py",
            "key=trigger or",
            "key=str(id(body)) or",
        ),
        (
            "the_shortcut_declares_from_anywhere",
            "handlers/doors/incident.py",
            '"declare_incident": Knock(F, incident.declare_form),',
            "",
        ),
    ),
    *_of(
        "-",
        "test_guests.py",
        (
            "a_guest_declares_nothing",
            "bot/flows/member.py",
            "return not isinstance(told, Member) or may(told, deed)",
            "return True",
        ),
        (
            "a_guest_looks_nothing_up",
            "bot/domain/may.py",
            "Standing.GUEST: frozenset(),",
            "Standing.GUEST: frozenset(Deed),",
        ),
        (
            "a_guest_is_not_answered_by_mention_button_or_shortcut",
            "handlers/routing.py",
            "if not await gate.passes(bot, request, writing=writes(request, found)):",
            "if False:",
        ),
        (
            "a_guests_pin_is_no_pin",
            "handlers/gate.py",
            "told = request.kind is Kind.EVENT and request.name in TOLD",
            "told = request.kind is Kind.EVENT",
        ),
        (
            "who_becomes_a_full_member_is_one_at_once",
            "handlers/doors/house.py",
            '"user_change": Knock(R, events.person_changed),',
            "",
        ),
    ),
    *_of(
        "-",
        "test_hostile_text.py",
        (
            "no_title_pages_anybody",
            "bot/flows/rca/gathering.py",
            'title=tame(f"{document.incident} {document.title} (draft {document.version})"),',
            'title=f"{document.incident} {document.title} (draft {document.version})",',
        ),
        (
            "no_note_pin_or_resolution_pages_anybody",
            "bot/blocks/kit.py",
            'return clipped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")',
            "return clipped",
        ),
        (
            "a_title_reads_the_same_everywhere",
            "bot/domain/markup.py",
            "for entity, character in ENTITIES:",
            "for entity, character in ():",
        ),
    ),
    *_of(
        "4",
        "test_slow_vendors.py",
        (
            "who_is_on_call_where_pagerduty_never_answered",
            "bot/flows/rota/levels.py",
            "return replace(found, leads=catalog.people(db, team.leads))",
            "return found",
        ),
    ),
    *_of(
        "2",
        "test_slow_vendors.py",
        (
            "what_the_card_lacks_is_filled_in_later_in_the_same_message",
            "handlers/jobs.py",
            '"watch": JobDoor(sync.open_incidents, every=timedelta(seconds=60)),',
            "",
        ),
    ),
    *_of(
        "-",
        "test_empty_world.py",
        (
            "the_card_helps_without_a_service",
            "bot/blocks/incident/card.py",
            "blocks += _around(shown.around) if shown.around else []",
            "",
        ),
        (
            "every_command_says_what_is_missing_and_how_to_add_it",
            "bot/blocks/incident/answers.py",
            '"/inc list shows all, /inc <title> declares one."',
            '""',
        ),
        (
            "health_says_what_is_off_and_how_to_turn_it_on",
            "bot/flows/house.py",
            ", *map(escape, _unfilled(db))",
            "",
        ),
    ),
    *_of(
        "2",
        "test_catalog.py",
        (
            "the_card_says_who_is_hurt_and_who_knows_the_service",
            "bot/flows/card.py",
            "beside=beside[0] if beside else blocks.Beside(),",
            "",
        ),
    ),
    *_of(
        "-",
        "test_catalog.py",
        (
            "who_is_hurt_is_told_with_the_reasons",
            "bot/domain/impact/customers.py",
            "if state.off:",
            "if False:",
        ),
        (
            "every_value_says_where_it_is_from",
            "bot/domain/formats/joining.py",
            "services=located(draft.catalog.services, files)",
            "services=draft.catalog.services",
        ),
        (
            "what_nobody_owns_is_claimed_with_a_button",
            "store/catalog/hand.py",
            "owning.renew(db, (settled, *owning.parts_of(db, [settled.id])))",
            "",
        ),
        (
            "a_later_import_keeps_the_claim_and_says_the_disagreement",
            "store/catalog/saving.py",
            "services = hand.laid_over(db, catalog.services)",
            "services = catalog.services",
        ),
        (
            "an_owner_edits_what_the_catalog_says",
            "bot/flows/catalog/editing.py",
            'service = catalog.give(db, service, ByHand(field, after.get(field, ""), ask.person, ask.at))',
            "pass",
        ),
        (
            "who_does_not_own_it_is_told_whom_to_ask",
            "bot/flows/catalog/editing.py",
            "if not may_edit(catalog.person_by_slack(db, ask.person), teams):",
            "if False:",
        ),
        (
            "what_backstage_says_is_answered_from_with_its_place",
            "bot/domain/formats/joining.py",
            "id = names[each.section].get(fold(each.id)) or made.get(key)",
            "id = made.get(key)",
        ),
        (
            "a_freeze_stands_above_the_owner_while_it_holds",
            "bot/domain/freeze.py",
            "if each.start <= now < each.end",
            "",
        ),
        (
            "code_owners_who_say_otherwise_are_told",
            "bot/integrations/github/facts.py",
            'seen.values["code_owners"] = _owners(text)',
            "",
        ),
        (
            "a_running_bot_answers_from_a_file_brought_in_beside_it",
            "store/catalog/saving.py",
            "    bump(db)\n\n\ndef write_services",
            "\n\ndef write_services",
        ),
    ),
    *_of(
        "-",
        "test_big_world.py",
        (
            "the_first_three_lines_carry_every_answer",
            "bot/blocks/catalog/card.py",
            "*((where, who) if service.gone_at else (who, where))",
            "where, who",
        ),
        (
            "and_more_always_leads_on",
            "bot/flows/catalog/finding.py",
            "ids[offset : offset + CHOICES]",
            "ids[:CHOICES]",
        ),
        (
            "a_card_without_a_service_still_helps",
            "bot/flows/card.py",
            "return replace(window, production=True)",
            "return window",
        ),
    ),
    *_of(
        "19",
        "test_editing.py",
        (
            "a_channel_becomes_an_incident_s_and_keeps_its_history",
            "bot/flows/outbox.py",
            "name = await bot.chat.join(existing)",
            'name = await bot.chat.open_channel(f"x-{existing.lower()}")',
        ),
    ),
    *_of(
        "-",
        "test_rooms.py",
        (
            "a_channel_archived_under_an_open_incident_is_told_and_comes_back",
            "bot/flows/rooms.py",
            "outbox.add(db, effects.join(incident, secrets.token_hex(4)), ask.at)",
            "pass",
        ),
        (
            "taken_out_of_the_channel_it_says_so_and_a_press_lets_it_back",
            "handlers/doors/incident.py",
            '"channel_left": Knock(W, events.channel_left),',
            "",
        ),
        (
            "a_lead_who_leaves_is_asked_about_once",
            "bot/flows/rooms.py",
            'once=f"left:{taken}"',
            'once=f"left:{ask.key}"',
        ),
        (
            "for_a_deleted_channel_there_is_another",
            "bot/flows/rooms.py",
            'outbox.add(db, replace(made, id=f"{made.id}:{secrets.token_hex(4)}"), ask.at)',
            "outbox.add(db, made, ask.at)",
        ),
        (
            "of_what_is_over_nobody_needs_to_hear",
            "bot/flows/rooms.py",
            "    if incident.is_open:\n        whom",
            "    if True:\n        whom",
        ),
    ),
    *_of(
        "8",
        "test_telling.py",
        (
            "the_lead_is_reminded_once_and_not_again_before_they_answer",
            "handlers/jobs.py",
            '"remind": JobDoor(telling.remind),',
            "",
        ),
    ),
    *_of(
        "14",
        "test_telling.py",
        (
            "catching_up_is_private_and_short",
            "bot/blocks/incident/telling.py",
            'f"• *Done*: {done}",',
            "",
        ),
    ),
    *_of(
        "16",
        "test_telling.py",
        (
            "a_new_lead_gets_a_checklist_and_the_channel_reads_it",
            "bot/flows/incident.py",
            "brief(db, incident, ask)",
            "pass",
        ),
        (
            "a_hand_over_says_the_state_in_five_lines",
            "bot/blocks/incident/telling.py",
            'f"• *Hypothesis*: {guess}",',
            "",
        ),
    ),
    *_of(
        "17",
        "test_telling.py",
        (
            "a_rise_in_severity_says_what_changes_and_can_be_taken_back",
            "bot/flows/severity.py",
            "if number < before:",
            "if False:",
        ),
        (
            "undo_is_over_after_a_minute",
            "bot/flows/severity.py",
            "return now - changed <= UNDO",
            "return True",
        ),
    ),
    *_of(
        "18",
        "test_announcement.py",
        (
            "one_post_follows_the_incident",
            "bot/flows/announcing.py",
            "outbox.add(db, effect, now)",
            "pass",
        ),
    ),
    *_of(
        "23",
        "test_home.py",
        (
            "home_says_what_i_owe_and_follows_while_i_look",
            "bot/flows/refreshing.py",
            'jobs.request(db, "home", "home", {}, now + GATHERED)',
            "pass",
        ),
        (
            "home_of_an_empty_house_says_how_to_begin",
            "bot/flows/home.py",
            "await bot.chat.publish_home(person, view)",
            "pass",
        ),
        (
            "a_home_that_says_the_same_is_not_shown_again",
            "bot/flows/home.py",
            "await bot.rows.run(kept.shown, person, mark(view))",
            "pass",
        ),
    ),
    *_of(
        "19",
        "test_shortcuts.py",
        (
            "an_alert_declares_with_its_words_and_its_link",
            "handlers/commands/shortcuts.py",
            'about = {name: ask.values.get(name, "") for name in ("message", "author", "link")}',
            "about = dict[str, str]()",
        ),
    ),
    *_of(
        "-",
        "test_shortcuts.py",
        (
            "a_message_goes_on_the_timeline_at_its_own_time_and_once",
            "bot/flows/pins.py",
            "message.at, message.person, said, message.link, source)",
            "ask.at, message.person, said, message.link, source)",
        ),
        (
            "who_is_on_call_is_known_from_anywhere",
            "handlers/commands/shortcuts.py",
            'return Open("oncall", {"about": ask.values.get("about", "")})',
            "return None",
        ),
        (
            "without_an_open_incident_there_is_no_timeline",
            "handlers/commands/shortcuts.py",
            "pins.open_or_refuse(bot)",
            "pass",
        ),
    ),
    *_of(
        "-",
        "test_editing.py",
        (
            "a_duplicate_is_merged_and_its_people_are_shown_where_to_go",
            "bot/flows/merging.py",
            "outbox.add(db, effects.say(incident, *shown.left(incident, target, ask.person)), ask.at)",
            "pass",
        ),
        (
            "cancelled_is_in_no_list_and_can_come_back",
            "handlers/commands/incident.py",
            "Status.CANCELLED, plain(ask.words)",
            "Status.RESOLVED, plain(ask.words)",
        ),
        (
            "neither_cancel_nor_merge_acts_on_a_guess",
            "handlers/doors/incident.py",
            'door("inc", "merge|duplicate", Takes.INCIDENT, W, incident.merge),',
            'door("inc", "merge|duplicate", TEXT, W, incident.merge),',
        ),
        (
            "words_after_cancel_that_may_be_a_title_are_asked_about",
            "handlers/doors/incident.py",
            'door("inc", "cancel|decline", Takes.REASON, W, incident.cancel),',
            'door("inc", "cancel|decline", OPTIONAL, W, incident.cancel),',
        ),
        (
            "a_stamp_set_by_hand_is_marked_and_the_order_is_kept",
            "bot/flows/stamping.py",
            "if clash := rules.clash(incident, name, at):",
            "if clash := None:",
        ),
        (
            "the_form_changes_what_was_changed_and_nothing_else",
            "bot/flows/fields.py",
            "changed = [name for name in STEPS if _changed(name, start, given)]",
            "changed = list(STEPS)",
        ),
        (
            "a_form_that_a_mention_asks_for_starts_from_what_it_was_asked_for",
            "handlers/commands/house.py",
            "return Open(form, drafts.opened(bot, about))",
            "return Open(form, {})",
        ),
    ),
    *_of(
        "7",
        "test_paging.py",
        (
            "a_page_says_who_answered_after_how_long",
            "bot/flows/paging/happening.py",
            "    telling.show(db, rows.get(db, page.id) or page, now)\n    return True",
            "    return True",
        ),
        (
            "pagerduty_escalates_and_we_report_by_webhook_alone",
            "handlers/webhooks/pagerduty.py",
            '"incident.acknowledged": "acknowledged",',
            "",
        ),
        (
            "without_an_answer_the_next_level_is_paged",
            "bot/integrations/pagerduty/pages.py",
            '"escalate_log_entry": "paged",',
            "",
        ),
        (
            "without_pagerduty_people_are_called_in_slack_level_by_level",
            "bot/flows/paging/ladder.py",
            "outbox.add(db, _message(page, who.slack), now)",
            "pass",
        ),
        (
            "where_nobody_can_be_reached_that_is_said_loudly_with_numbers",
            "bot/flows/paging/happening.py",
            "telling.say(db, page, blocks.nobody(page), now)",
            "pass",
        ),
        (
            "nobody_is_paged_on_a_guess",
            "bot/blocks/page.py",
            """button(f'Declare "{clip(title, 55)}"', "say_declare", title[:2000]),""",
            "",
        ),
    ),
    *_of(
        "-",
        "test_mirrors.py",
        (
            "the_group_and_the_topic_follow_who_takes_over",
            "bot/flows/rota/groups.py",
            "await bot.chat.fill_group(found.id, wish.people)",
            "pass",
        ),
    ),
    *_of(
        "-",
        "test_shift.py",
        (
            "the_day_before_who_comes_hears_and_at_the_hand_over_both_do",
            "bot/flows/rota/handover.py",
            "if outbox.find(db, _notice(watched, each, person)) is None:",
            "if False:",
        ),
        (
            "cover_is_asked_for_from_the_notice_itself",
            "bot/flows/rota/covering.py",
            'return _offer(db, ask, person, asking.shift(db, person, ask.at, span, rota_id), "")',
            'return Reply("")',
        ),
        (
            "a_note_is_written_before_the_shift_ends_and_read_at_the_hand_over",
            "handlers/doors/rota.py",
            '"handoff_note": Knock(F, handoff.edit),',
            "",
        ),
    ),
    *_of(
        "11",
        "test_covering.py",
        (
            "two_teammates_press_at_once_and_exactly_one_takes_the_shift",
            "bot/domain/rota/cover.py",
            "left += [each for each in ((start, first), (last, end)) if each[0] < each[1]]",
            "left.append((start, end))",
        ),
        (
            "a_part_is_taken_and_the_rest_stays_open",
            "handlers/doors/rota.py",
            '"cover_part": Knock(F, covering.take_part),',
            "",
        ),
        (
            "a_swap_changes_both_shifts_once_the_other_agrees",
            "handlers/doors/rota.py",
            '"swap_agree": Knock(W, covering.agree),',
            "",
        ),
        (
            "a_swap_that_is_declined_is_answered_in_its_place_and_changes_nothing",
            "handlers/doors/rota.py",
            '"swap_decline": Knock(W, covering.decline),',
            "",
        ),
        (
            "a_swap_that_is_withdrawn_is_told_to_whoever_was_asked",
            "bot/flows/rota/covering.py",
            'direct(db, ask, slack, told, f"swap:{id}")',
            "pass",
        ),
        (
            "who_is_asked_reads_it_on_home_and_takes_it_there",
            "bot/flows/home.py",
            "    _covers,\n",
            "",
        ),
        (
            "what_is_covered_of_a_schedule_of_pagerduty_reaches_it_once",
            "bot/flows/rota/changing.py",
            "outbox.add(db, effect, by.at)",
            "pass",
        ),
        (
            "who_takes_over_at_once_is_on_call_and_may_take_it_back",
            "bot/flows/rota/swapping.py",
            "tell(db, ask, roster, now.people, changed.told(told_of(text, ask.at, end)))",
            "pass",
        ),
    ),
    *_of(
        "-",
        "test_calendar.py",
        (
            "shifts_come_into_a_calendar_until_the_address_is_ended",
            "bot/flows/rota/feeds.py",
            "        rows_of.revoke(db, before.id, ask.at)",
            "        pass",
        ),
        (
            "a_new_address_ends_the_one_before",
            "handlers/modals/rota.py",
            'return await feeds.shown(bot, ask, start.get("about", ""), again=bool(start.get("again")))',
            'return await feeds.shown(bot, ask, start.get("about", ""), again=False)',
        ),
    ),
    *_of(
        "30",
        "test_load.py",
        (
            "the_load_counts_hours_and_pages_by_each_persons_own_clock",
            "bot/flows/rota/loading.py",
            "yield who, entry.at",
            "pass",
        ),
        (
            "gaps_are_found_ninety_days_ahead",
            "handlers/doors/rota.py",
            'door("oncall", "gaps", TEXT, R, roster.gaps),',
            "",
        ),
        (
            "four_weeks_are_drawn_while_the_answer_is_there_at_once",
            "handlers/jobs.py",
            '    "schedule": JobDoor(picturing.draw),',
            "",
        ),
    ),
    *_of(
        "12",
        "test_rota_edit.py",
        (
            "before_and_after_are_compared_then_applied_and_everybody_hears",
            "bot/flows/rota/editing.py",
            'tell(db, ask, roster, kept.body["concerned"].split(), editing.told(roster.title, said))',
            "pass",
        ),
        (
            "who_is_no_lead_reads_whom_to_ask",
            "bot/flows/rota/rosters.py",
            "if found is None or not may_change_rota(found, team):",
            "if found is None:",
        ),
        (
            "the_second_of_two_edits_sees_what_the_first_one_changed",
            "bot/flows/rota/editing.py",
            "_refuse_old(db, roster, Seen.of(kept.body, ask.at))",
            "pass",
        ),
        (
            "a_wrong_form_names_the_field_and_changes_nothing",
            "bot/flows/rota/written.py",
            'raise Refusal(said, field="people")',
            "return known[0]",
        ),
        (
            "overrides_are_listed_and_deleted",
            "handlers/doors/rota.py",
            '"rota_remove": Knock(W, roster.remove),',
            "",
        ),
        (
            "the_schedule_shows_four_weeks_of_each_rota",
            "bot/flows/rota/planning.py",
            "plans = [(roster.title, rota.shifts(roster.rota, *span)) for roster in found]",
            "plans = [(roster.title, ()) for roster in found]",
        ),
    ),
    *_of(
        "12",
        "test_rota_outage.py",
        (
            "what_a_lead_changes_waits_for_pagerduty_and_gets_there_exactly_once[401]",
            "bot/flows/rota/delivering.py",
            "if refused.code in LOCKED:",
            "if False:",
        ),
        (
            "what_a_lead_changes_waits_for_pagerduty_and_gets_there_exactly_once[lost answers]",
            "bot/flows/rota/changing.py",
            "return at.replace(microsecond=0)",
            "return at",
        ),
    ),
)


def page(keepers: Iterable[Keeper] = KEEPERS) -> str:
    """docs/stories.md."""
    rows = [(k.promise, k.name, f"`{k.file}`", f"`{' '.join(k.line.split())}`") for k in keepers]
    return f"{HEAD}\n{table(('Promise', 'Story', 'File', 'The line'), rows)}\n"


def main(argv: Sequence[str]) -> int:
    """Write the page."""
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
