// What went over the wire: what the bot asked of each vendor, and what was handed to the bot.

import * as api from "./api.js";
import { el } from "./dom.js";
import { attempt } from "./notice.js";

const MOST = 60;
const LONGEST = 4000;
const SOURCES = [["slack", "Slack"], ["pagerduty", "PagerDuty"], ["github", "GitHub"], ["bot", "the bot (deliveries)"]];

const callOf = ({ method, at, ok, error, args }) => ({ title: method, at, failed: ok ? "" : error || "failed", body: args });

const deliveryOf = ({ kind, at, acked, attempts, errors, ms, payload }) => ({
  title: payload?.command ?? payload?.event?.type ?? payload?.type ?? kind, at, body: payload,
  failed: acked ? "" : (errors?.at(-1) ?? "not taken"),
  note: acked ? `${Math.round(ms)} ms${attempts > 1 ? `, attempt ${attempts}` : ""}` : "",
});

async function read(source) {
  if (source === "bot") return (await api.envelopes()).map(deliveryOf);
  return (await api.calls(source)).map(callOf);
}

const clip = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function row({ title, at, failed, note, body }) {
  const clock = new Date(at * 1000).toISOString().slice(11, 19);
  return el("li", { class: failed ? "failed" : null },
    el("details", {},
      el("summary", {}, el("code", {}, title), " ", failed, el("small", {}, ` ${clock} ${note ?? ""}`)),
      el("pre", {}, clip(JSON.stringify(body ?? {}, null, 1)))));
}

/** The section of the World panel; it reads when it is asked to. */
export function callsPart() {
  const list = el("ul", { class: "calls" });
  const source = el("select", { onchange: show }, SOURCES.map(([value, text]) => el("option", { value }, text)));
  async function show() {
    const calls = await attempt("Reading the calls", () => read(source.value));
    const rows = (calls ?? []).slice(-MOST).reverse().map(row);
    list.replaceChildren(...(rows.length ? rows : [el("li", { class: "quiet-text" }, "Nothing yet.")]));
  }
  return el("section", {}, el("h3", {}, "What went over the wire"),
    el("div", { class: "row" }, el("label", { class: "stack" }, el("span", {}, "Asked of"), source),
      el("button", { type: "button", class: "plain-button", onclick: show }, "Show")), list);
}
