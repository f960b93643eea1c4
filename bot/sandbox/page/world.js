// The World panel: what no Slack user can do. The clock, the plan, the line to the bot, faults, people, the calls.

import * as api from "./api.js";
import { callsPart } from "./calls.js";
import { clockTime, dayName } from "./dates.js";
import { el } from "./dom.js";
import { drawFaults, faultsPart, labelled, picks, push } from "./faults.js";
import { here, nameOf, now } from "./here.js";
import { attempt, say } from "./notice.js";
import { ask } from "./question.js";

const SKIPS = [[60, "1 min"], [300, "5 min"], [1200, "20 min"], [3600, "1 h"], [86400, "1 day"]];

async function skip(seconds, text) {
  const answer = await attempt("Moving the clock", () => api.advance(seconds));
  if (!answer) return;
  here.me.offset = answer.offset ?? here.me.offset + seconds;
  say(`${text} later.`, "good");
  drawClock();
}

function clockPart() {
  return el("section", {}, el("h3", {}, "Clock"),
    el("p", { id: "world-clock", class: "big" }),
    el("div", { class: "row" }, SKIPS.map(([seconds, text]) => push(`+${text}`, () => skip(seconds, text)))),
    el("p", { class: "hint" }, "Reminders, escalations and hand-offs happen when their time comes."));
}

export function drawClock() {
  const node = document.getElementById("world-clock");
  if (!node) return;
  const at = new Date(now());
  const ahead = here.me.offset ? ` · ${span(here.me.offset)} ahead` : "";
  node.textContent = `${dayName(at)}, ${clockTime(at)}${ahead}`;
}

function span(seconds) {
  const [size, unit] = [[86400, "d"], [3600, "h"], [60, "min"]].find(([least]) => seconds >= least) ?? [1, "s"];
  return `${Math.round((seconds / size) * 10) / 10} ${unit}`;
}

const PLANS = [["paid", "paid"], ["free", "free: no user groups, one canvas a channel"]];
const MAKERS = [["everyone", "everyone, the bot too"], ["admins", "admins only"]];
const ORDERS = [["once", "once, in order"], ["twice", "each one twice"], ["shuffled", "out of order"]];
const DELIVERIES = { once: {}, twice: { duplicate: 1 }, shuffled: { reorder: true } };

const choose = {
  plan: picks("plan", PLANS, ({ target }) => attempt("The plan", () => api.plan({ plan: target.value }))),
  groups: picks("groups", MAKERS, ({ target }) => attempt("User groups", () => api.plan({ groups: target.value }))),
  order: picks("order", ORDERS, ({ target }) => attempt("Deliveries", () => api.delivery(DELIVERIES[target.value]))),
};

const planPart = () =>
  el("section", {}, el("h3", {}, "Workspace"),
    el("div", { class: "form" }, labelled("Plan", choose.plan), labelled("Who makes user groups", choose.groups)));

const cut = (kind, text) => push(text, async () => {
  if (await attempt("The line", () => api.socket(kind))) say(`Done: ${text.toLowerCase()}.`, "good");
});

function linePart() {
  return el("section", {}, el("h3", {}, "Line to the bot"),
    el("p", { id: "world-transport" }), el("p", { id: "world-line", class: "quiet-text" }),
    el("div", { class: "row" }, cut("disconnect", "Ask to reconnect"), cut("close", "Cut the socket"), cut("storm", "Cut it 6 times"), cut("silent", "Go silent")),
    el("div", { class: "form" }, labelled("Events arrive", choose.order)));
}

async function somebodyNew() {
  const found = await ask("Somebody new joins", [{ name: "real_name", label: "Name" }], "Join");
  const name = found?.real_name.trim();
  if (name && await attempt("Joining", () => api.person({ do: "join", name: name.toLowerCase().split(/\s+/)[0], real_name: name }))) location.reload();
}

async function somebodyLeaves() {
  const people = here.me.people.map((one) => [one.id, nameOf(one.id)]);
  const found = await ask("Deactivate an account", [{ name: "user", label: "Person", options: people }], "Deactivate");
  if (found?.user && await attempt("Deactivating", () => api.person({ do: "deactivate", user: found.user }))) say(`${nameOf(found.user)} is deactivated.`, "good");
}

const peoplePart = () =>
  el("section", {}, el("h3", {}, "People"),
    el("div", { class: "row" }, push("Somebody new joins", somebodyNew), push("Deactivate somebody", somebodyLeaves, true)));

function transportOf({ transport, connections, url }) {
  if (transport === "http") return `Signed HTTP to ${url}`;
  return `Socket Mode, ${connections === 1 ? "one connection" : `${connections} connections`}`;
}

/** How the last deliveries went, and how fast the bot took them. */
function lineOf(sent) {
  const taken = sent.filter((one) => one.acked).map((one) => one.ms).sort((one, other) => one - other);
  const median = Math.round(taken[Math.floor(taken.length / 2)] ?? 0);
  return sent.length ? `${sent.length} handed over, ${taken.length} taken, median ${median} ms.` : "Nothing handed over yet.";
}

/** Bring the open panel up to date with what the sandbox says. */
export async function drawWorld() {
  if (document.getElementById("world").hidden) return;
  const [world, faults, sent] = (await attempt("Reading the world", () => Promise.all([api.world(), api.faults(), api.envelopes()]))) ?? [];
  if (!world) return;
  choose.plan.value = world.plan;
  choose.groups.value = world.groups;
  choose.order.value = world.reorder ? "shuffled" : world.duplicate ? "twice" : "once";
  document.getElementById("world-transport").textContent = transportOf(world);
  document.getElementById("world-line").textContent = lineOf(sent);
  drawFaults(faults);
}

/** Fill the panel and let the button in the bar open and close it. */
export function wireWorld() {
  const panel = document.getElementById("world");
  const button = document.getElementById("world-button");
  const show = (shown) => {
    panel.hidden = !shown;
    if (shown) drawWorld();
    button.setAttribute("aria-expanded", String(shown));
    if (shown) panel.querySelector("button").focus();
    else button.focus();
  };
  document.getElementById("world-close").addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  button.addEventListener("click", () => show(panel.hidden));
  document.getElementById("world-body").append(clockPart(), planPart(), linePart(), faultsPart(), peoplePart(), callsPart());
  drawClock();
  setInterval(drawClock, 5000);
}
