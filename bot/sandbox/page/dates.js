// Times as people read them: in this browser's zone, with how long ago and UTC on hover.

import { el } from "./dom.js";
import { now } from "./here.js";

const SIZES = [[86400, "d"], [3600, "h"], [60, "min"]];
const DAY = 86400000;

const shape = (options) => new Intl.DateTimeFormat("en-GB", options);
const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const SHORT = { day: "numeric", month: "short", year: "numeric" };
const CLOCK = { hour: "2-digit", minute: "2-digit" };

const FORMS = {
  date_num: (at) => at.toISOString().slice(0, 10),
  date_slash: (at) => shape({ day: "2-digit", month: "2-digit", year: "numeric" }).format(at),
  date_long: (at) => shape(LONG).format(at),
  date_short: (at) => shape(SHORT).format(at),
  date: (at) => shape({ day: "numeric", month: "long", year: "numeric" }).format(at),
  time: (at) => shape(CLOCK).format(at),
  time_secs: (at) => shape({ ...CLOCK, second: "2-digit" }).format(at),
  ago: (at) => relative(at),
  day_divider_pretty: (at) => dayName(at),
};

/** `42 s ago`, `in 7 min`: the largest unit that says enough. */
export function relative(at) {
  const seconds = Math.round((now() - at.getTime()) / 1000);
  const [size, unit] = SIZES.find(([least]) => Math.abs(seconds) >= least) ?? [1, "s"];
  const count = Math.floor(Math.abs(seconds) / size);
  return seconds >= 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}

const dayOf = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** `today`, `yesterday`, `tomorrow`, or nothing where only the date will do. */
function nearDay(at) {
  const days = Math.round((dayOf(at) - dayOf(new Date(now()))) / DAY);
  return { 0: "today", "-1": "yesterday", 1: "tomorrow" }[days];
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);

export const dayName = (at) => (nearDay(at) ? capital(nearDay(at)) : shape(LONG).format(at));

function filled(form, at) {
  return form.replace(/\{(\w+)\}/g, (whole, name) => {
    const pretty = name.endsWith("_pretty") && name !== "day_divider_pretty";
    if (pretty && nearDay(at)) return nearDay(at);
    const write = FORMS[pretty ? name.slice(0, -7) : name];
    return write ? write(at) : whole;
  });
}

export const clockTime = (at) => shape(CLOCK).format(at);
export const atOf = (ts) => new Date(Number(ts) * 1000);

const hover = (at) => `${relative(at)} · ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** A `<time>` whose hover says how long ago, worked out when it is asked for. */
export function timeNode(at, text, traits = {}) {
  const node = el("time", { datetime: at.toISOString(), title: hover(at), ...traits }, text);
  node.addEventListener("mouseenter", () => node.setAttribute("title", hover(at)));
  return node;
}

/** Slack's `<!date^seconds^form|fallback>`: in the reader's zone, or the fallback if it makes no sense. */
export function dateNode(seconds, form, fallback) {
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return document.createTextNode(fallback);
  return timeNode(at, filled(form, at), { class: "when" });
}
