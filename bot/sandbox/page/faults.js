// Breaking things: the form for a fault, and the faults that are in force.

import * as api from "./api.js";
import { el } from "./dom.js";
import { attempt } from "./notice.js";

const KINDS = [
  ["rate_limited", "429, too many requests"], ["server_error", "500, server error"], ["html", "an HTML page instead of JSON"],
  ["slow", "slow answers"], ["drop", "done, but the line is cut"], ["hang", "done, but never answered"], ["refuse", "connection refused"],
  ["stall", "neither done nor answered"], ["error", "an error code"],
];
const VENDORS = [["pagerduty", "PagerDuty"], ["github", "GitHub"], ["slack", "Slack"]];
const METHODS = {
  slack: ["*", "chat.postMessage", "chat.update", "conversations.create", "conversations.invite", "views.open", "pins.add", "files.completeUploadExternal"],
  pagerduty: ["*", "/oncalls", "/incidents", "/schedules", "/users", "/services"],
  github: ["*", "/repos", "/graphql", "/search"],
};

export const labelled = (text, control) => el("label", { class: "stack" }, el("span", {}, text), control);
export const picks = (name, pairs, onchange) => el("select", { name, onchange }, pairs.map(([value, text]) => el("option", { value }, text)));
export const push = (text, onclick, danger) => el("button", { type: "button", class: `plain-button${danger ? " danger" : ""}`, onclick }, text);

function form() {
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
  return el("form", { class: "form", onsubmit: (event) => { event.preventDefault(); attempt("Breaking it", () => api.fault(read())); } },
    labelled("Who fails", vendor), labelled("On which method or path", match), methods, labelled("How", kind),
    el("div", { class: "pair" }, labelled("Seconds", seconds), labelled("How often", times)),
    labelled("Code", code), el("button", { class: "block-button" }, "Break it"));
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

const nameIn = (pairs, key) => pairs.find(([value]) => value === key)?.[1] ?? key;

function row(fault) {
  const left = fault.times === null ? "" : `, ${fault.times} more`;
  const text = `${nameIn(VENDORS, fault.vendor)} ${fault.match}: ${nameIn(KINDS, fault.kind)}${fault.code ? ` ${fault.code}` : ""}${left}`;
  return el("li", {}, el("span", {}, text), push("Mend", () => attempt("Mending", () => api.clearFaults(fault.id))));
}

/** List the faults in force, as the sandbox tells them: also those that tests and scripts have set. */
export function drawFaults(list) {
  const rows = list.length ? list.map(row) : [el("li", { class: "quiet-text" }, "Nothing is broken.")];
  document.getElementById("world-faults").replaceChildren(...rows);
}

export const faultsPart = () =>
  el("section", {}, el("h3", {}, "Faults"), el("ul", { id: "world-faults", class: "faults" }), form(),
    el("div", { class: "row" }, push("Clear all faults", () => attempt("Clearing", () => api.clearFaults()), true)));
