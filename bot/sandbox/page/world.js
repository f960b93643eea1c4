// The World panel: what no Slack user can do. Move the clock, break the vendors, cut the line, read the calls.

import * as api from "./api.js";
import { callsPart } from "./calls.js";
import { clockTime, dayName } from "./dates.js";
import { el } from "./dom.js";
import { here, now } from "./here.js";
import { attempt, say } from "./notice.js";

const SKIPS = [[60, "1 min"], [300, "5 min"], [1200, "20 min"], [3600, "1 h"], [86400, "1 day"]];
const KINDS = [
  ["rate_limited", "429, too many requests"], ["server_error", "500, server error"], ["html", "an HTML page instead of JSON"],
  ["slow", "slow answers"], ["drop", "done, but no answer comes back"], ["refuse", "connection refused"], ["error", "an error code"],
];
const VENDORS = [["pagerduty", "PagerDuty"], ["github", "GitHub"], ["slack", "Slack"]];
const METHODS = {
  slack: ["*", "chat.postMessage", "chat.update", "conversations.create", "conversations.invite", "views.open", "pins.add", "files.completeUploadExternal"],
  pagerduty: ["*", "/oncalls", "/incidents", "/schedules", "/users", "/services"],
  github: ["*", "/repos", "/graphql", "/search"],
};

const active = [];

const labelled = (text, control) => el("label", { class: "stack" }, el("span", {}, text), control);
const picks = (name, pairs, onchange) => el("select", { name, onchange }, pairs.map(([value, text]) => el("option", { value }, text)));
const push = (text, onclick, danger) => el("button", { type: "button", class: `plain-button${danger ? " danger" : ""}`, onclick }, text);

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

function faultForm() {
  const methods = el("datalist", { id: "methods" });
  const suggest = () => methods.replaceChildren(...METHODS[vendor.value].map((value) => el("option", { value })));
  const vendor = picks("vendor", VENDORS, suggest);
  const match = el("input", { name: "match", list: "methods", value: "*" });
  const kind = picks("kind", KINDS);
  kind.value = "server_error";
  const seconds = el("input", { name: "seconds", type: "number", min: 0, step: "any", placeholder: "e.g. 5" });
  const times = el("input", { name: "times", type: "number", min: 1, placeholder: "until cleared" });
  const code = el("input", { name: "code", placeholder: "e.g. name_taken" });
  suggest();
  const read = () => faultOf({ vendor, match, kind, seconds, times, code });
  const form = el("form", { class: "form", onsubmit: (event) => { event.preventDefault(); breakIt(read()); } },
    labelled("Who fails", vendor), labelled("On which method or path", match), methods, labelled("How", kind),
    el("div", { class: "pair" }, labelled("Seconds", seconds), labelled("How often", times)),
    labelled("Code", code), el("button", { class: "block-button" }, "Break it"));
  return form;
}

function faultOf({ vendor, match, kind, seconds, times, code }) {
  const wait = Number(seconds.value);
  return {
    vendor: vendor.value, match: match.value.trim() || "*", kind: kind.value,
    ...(seconds.value ? (kind.value === "rate_limited" ? { retry_after: wait } : { seconds: wait }) : {}),
    ...(times.value ? { times: Number(times.value) } : {}),
    ...(code.value ? { code: code.value } : {}),
  };
}

async function breakIt(fault) {
  const answer = await attempt("Breaking it", () => api.fault(fault));
  if (!answer) return;
  active.push(`${fault.vendor} ${fault.match}: ${KINDS.find(([kind]) => kind === fault.kind)[1]}${fault.times ? ` × ${fault.times}` : ""}`);
  drawFaults();
}

async function mend() {
  if (!(await attempt("Clearing", api.clearFaults))) return;
  active.length = 0;
  drawFaults();
}

function drawFaults() {
  const list = document.getElementById("world-faults");
  const rows = active.map((text) => el("li", {}, text));
  list.replaceChildren(...(rows.length ? rows : [el("li", { class: "quiet-text" }, "Nothing is broken from here.")]));
}

const cut = (kind, text) => push(text, async () => {
  if (await attempt("The line", () => api.socket(kind))) say(`Done: ${text.toLowerCase()}.`, "good");
});

const ORDERS = [["once", "once, in order"], ["twice", "each one twice"], ["shuffled", "out of order"]];
const DELIVERIES = { once: {}, twice: { duplicate: 1 }, shuffled: { reorder: true } };

function linePart() {
  const order = picks("order", ORDERS, () => attempt("Deliveries", () => api.delivery(DELIVERIES[order.value])));
  return el("section", {}, el("h3", {}, "Line to the bot"),
    el("p", { id: "world-line", class: "quiet-text" }),
    el("div", { class: "row" }, cut("disconnect", "Ask to reconnect"), cut("close", "Cut the socket"), cut("silent", "Go silent")),
    el("div", { class: "form" }, labelled("Events arrive", order)));
}

/** How the last deliveries went, and how fast the bot took them. */
async function drawLine() {
  const sent = (await attempt("Reading the deliveries", api.envelopes)) ?? [];
  const taken = sent.filter((one) => one.acked).map((one) => one.ms).sort((one, other) => one - other);
  const median = Math.round(taken[Math.floor(taken.length / 2)] ?? 0);
  document.getElementById("world-line").textContent =
    sent.length ? `${sent.length} handed over, ${taken.length} taken, median ${median} ms.` : "Nothing handed over yet.";
}

function faultsPart() {
  return el("section", {}, el("h3", {}, "Faults"), el("ul", { id: "world-faults" }), faultForm(),
    el("div", { class: "row" }, push("Clear all faults", mend, true)));
}

/** Fill the panel and let the button in the bar open and close it. */
export function wireWorld() {
  const panel = document.getElementById("world");
  const button = document.getElementById("world-button");
  const show = (shown) => {
    panel.hidden = !shown;
    if (shown) drawLine();
    button.setAttribute("aria-expanded", String(shown));
    if (shown) panel.querySelector("button").focus();
    else button.focus();
  };
  document.getElementById("world-close").addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  button.addEventListener("click", () => show(panel.hidden));
  document.getElementById("world-body").append(clockPart(), faultsPart(), linePart(), callsPart());
  drawFaults();
  drawClock();
  setInterval(drawClock, 5000);
}
