// What the box can complete: commands, their words, people and channels.

import { here, nameOf } from "./here.js";

/** Shown where the sandbox does not say which commands its manifest has. */
export const COMMANDS = [
  { command: "/inc", description: "Declare and work an incident", usage_hint: "<title> | status | note <text> | lead @x | resolve [note] | help" },
  { command: "/oncall", description: "Who is on call", usage_hint: "[service, team or @x] | me | help" },
  { command: "/svc", description: "Look a service up", usage_hint: "<name> | find <text> | deps <name> | owner <name> | help" },
  { command: "/changes", description: "What changed lately", usage_hint: "<service> [2h] | help" },
  { command: "/ready", description: "How ready a service is", usage_hint: "<service> | <team> | help" },
  { command: "/rca", description: "The post-incident document", usage_hint: "| help" },
  { command: "/tocsin", description: "Everything else, and help", usage_hint: "help | health | audit INC-n | <any command>" },
];

const starts = (word, typed) => word.toLowerCase().startsWith(typed.toLowerCase());

const tidy = (hint) => (hint ?? "").replace(/^[|\s]+/, "");

function commands([, typed]) {
  return here.me.commands.filter(({ command }) => starts(command, typed))
    .map(({ command, description, usage_hint: hint }) => ({ text: `${command} `, label: command, detail: [description, tidy(hint)].filter(Boolean).join(" · ") }));
}

function verbs([, command, typed]) {
  const hint = here.me.commands.find((one) => one.command === command)?.usage_hint ?? "";
  return hint.split("|").map((part) => part.trim()).filter((part) => /^[a-z]/.test(part))
    .map((part) => ({ word: part.split(" ")[0], part }))
    .filter(({ word }) => starts(word, typed) && word !== typed)
    .map(({ word, part }) => ({ text: `${command} ${word} `, label: `${command} ${part}` }));
}

function people([, before, typed]) {
  const known = [{ id: here.me.bot.id, name: here.me.bot.name }, ...here.me.people];
  const groups = (here.state.groups ?? []).filter(({ handle }) => starts(handle, typed))
    .map(({ handle, name }) => ({ text: `${before}@${handle} `, label: `@${handle}`, detail: `user group · ${name}` }));
  return known.filter(({ id, name }) => starts(name, typed) || starts(nameOf(id), typed)).slice(0, 8)
    .map(({ id, name }) => ({ text: `${before}@${name} `, label: `@${name}`, detail: nameOf(id) })).concat(groups);
}

function rooms([, before, typed]) {
  return here.state.channels.filter((room) => !room.is_im && starts(room.name, typed)).slice(0, 8)
    .map((room) => ({ text: `${before}#${room.name} `, label: `#${room.name}`, detail: room.topic }));
}

const FORMS = [
  { form: /^(\/\w*)$/, offer: commands, eager: true },
  { form: /^(\/\w+) (\w*)$/, offer: verbs, eager: false },
  { form: /^(.*(?:^|\s))@([\w.-]*)$/s, offer: people, eager: true },
  { form: /^(.*(?:^|\s))#([\w-]*)$/s, offer: rooms, eager: true },
];

/** What fits the text so far; `eager` where Enter takes the first one rather than sending. */
export function completions(text) {
  for (const { form, offer, eager } of FORMS) {
    const found = form.exec(text);
    const offers = found ? offer(found) : [];
    if (offers.length) return { offers, eager: eager && !offers.some((one) => one.text.trimEnd() === text) };
  }
  return { offers: [], eager: false };
}
