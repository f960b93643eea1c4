// The list of messages of the open room: day lines, grouping, threads inside, and where it scrolls.

import * as api from "./api.js";
import { atOf, dayName } from "./dates.js";
import { el, sync } from "./dom.js";
import { here } from "./here.js";
import { isQuiet, messageRow } from "./message.js";
import { attempt, say } from "./notice.js";
import { welcome } from "./welcome.js";

const TOGETHER = 300;
let shownRoom = "";

const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;
const dayOf = (message) => atOf(message.ts).toDateString();

function groups(message, before) {
  if (isQuiet(message)) return true;
  if (!before || isQuiet(before) || message.bot || before.bot || message.pinned || message.ephemeral || before.ephemeral || before.reply_count) return false;
  return before.user === message.user && message.ts - before.ts < TOGETHER && dayOf(before) === dayOf(message);
}

/** The rows in order: a line a day, each root message, and its thread where that is open. */
function rowsOf(messages) {
  const roots = messages.filter((message) => !isReply(message) && !here.dismissed.has(message.ts));
  const replies = byThread(messages);
  const rows = [];
  roots.forEach((message, place) => {
    const before = roots[place - 1];
    const newDay = !before || dayOf(before) !== dayOf(message);
    if (newDay) rows.push({ kind: "day", key: `day-${dayOf(message)}`, text: dayName(atOf(message.ts)) });
    rows.push({
      kind: "message", key: `${message.ts}${message.ephemeral ? "-mine" : ""}`, message,
      replies: replies.get(message.ts) ?? [], grouped: groups(message, newDay ? null : before),
    });
    if (here.threads.has(message.ts)) rows.push({ kind: "thread", key: `thread-${message.ts}`, root: message.ts, replies: replies.get(message.ts) ?? [] });
  });
  return rows;
}

function byThread(messages) {
  const found = new Map();
  for (const one of messages.filter(isReply)) found.set(one.thread_ts, [...(found.get(one.thread_ts) ?? []), one]);
  return found;
}

function handlesFor(message) {
  const root = message.thread_ts || message.ts;
  return {
    reply: () => { here.threads.add(root); drawMessages(); focusReply(root); },
    toggleThread: () => {
      if (!here.threads.delete(root)) here.threads.add(root);
      drawMessages();
    },
    edit: () => editHere(message),
    dismiss: () => { here.dismissed.add(message.ts); drawMessages(); },
  };
}

function focusReply(root) {
  const box = document.querySelector(`[data-key="thread-${root}"] textarea`);
  box?.focus({ preventScroll: true });
  box?.scrollIntoView({ block: "nearest" });
}

function markOf(row) {
  if (row.kind === "day") return row.text;
  if (row.kind === "thread") return "open";
  return JSON.stringify([row.message, row.grouped, row.replies.length, here.threads.has(row.message.ts), here.person]);
}

function buildRow(row) {
  if (row.kind === "day") return el("div", { class: "day", role: "separator" }, el("span", {}, row.text));
  if (row.kind === "thread") return threadNode(row.root);
  return messageRow(row.message, { grouped: row.grouped, replies: row.replies, handles: handlesFor(row.message) });
}

function threadNode(root) {
  const box = el("textarea", { rows: 1, placeholder: "Reply…", "aria-label": "Reply in this thread", data: { focus: `${root}/box` }, onkeydown: keys });
  async function send() {
    const text = box.value.trim();
    if (!text) return;
    if (text.startsWith("/")) return say(`Slack takes no slash commands in threads. Mention the app instead: @${here.me.bot.name} ${text.slice(1)}`);
    box.value = "";
    const sent = await attempt("Your reply", () => api.post(here.person, here.room, text, root));
    if (!sent) box.value = text;
  }
  function keys(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }
  return el("section", { class: "thread", "aria-label": "Thread" },
    el("div", { class: "thread-replies" }),
    el("div", { class: "thread-box" }, box, el("button", { type: "button", class: "plain-button", onclick: send }, "Reply")));
}

function fillThread(node, replies) {
  sync(node.querySelector(".thread-replies"), replies.map((message) => ({ kind: "message", key: message.ts, message, replies: [] })),
    { key: (row) => row.key, mark: markOf, build: buildRow });
}

/** The text of one's own message becomes a field in its place; Enter keeps, Escape leaves. */
function editHere(message) {
  const body = document.getElementById(`m-${message.ts}`)?.querySelector(".body");
  if (!body) return;
  const before = [...body.childNodes];
  const box = el("textarea", { rows: 2, "aria-label": "Edit message", value: message.text, onkeydown: keys });
  const restore = () => body.replaceChildren(...before);
  function keys(event) {
    if (event.key === "Escape") restore();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    const text = box.value.trim();
    restore();
    if (text) attempt("The edit", () => api.edit(here.person, here.room, message.ts, text));
  }
  body.replaceChildren(box, el("small", {}, "Enter saves · Escape leaves it as it was"));
  box.focus({ preventScroll: true });
  body.scrollIntoView({ block: "nearest" });
}

const pane = () => document.getElementById("messages");
const atEnd = (node) => node.scrollHeight - node.scrollTop - node.clientHeight < 60;
let following = true;

const EMPTY = { kind: "empty", key: "empty" };

/** Draw what changed and stay at the end if the reader was there. `use` puts a suggestion in the box. */
export function drawMessages(use = () => {}) {
  const node = pane();
  if (shownRoom !== `${here.person}/${here.room}`) following = true;
  shownRoom = `${here.person}/${here.room}`;
  const rows = rowsOf(here.feed.messages);
  sync(node, rows.length ? rows : [EMPTY], {
    key: (row) => row.key,
    mark: (row) => (row === EMPTY ? here.room : markOf(row)),
    build: (row) => (row === EMPTY ? welcome(use) : buildRow(row)),
  });
  for (const row of rows) {
    if (row.kind === "thread") fillThread(node.querySelector(`[data-key="${row.key}"]`), row.replies);
  }
  toEnd();
}

function toEnd() {
  if (following) pane().scrollTop = pane().scrollHeight;
  document.getElementById("newest").hidden = following || pane().hidden;
}

/** Go to the newest message and stay there: what the reader has just asked for comes there. */
export function followNewest() {
  following = true;
  toEnd();
}

/** Notice whether the reader is at the end, and keep them there when the room for messages changes. */
export function wireMessages() {
  pane().addEventListener("scroll", () => { following = atEnd(pane()); toEnd(); }, { passive: true });
  document.getElementById("newest").addEventListener("click", followNewest);
  new ResizeObserver(toEnd).observe(pane());
  pane().addEventListener("load", toEnd, true);
}

/** Bring a message into view and let it glow for a moment. */
export function showMessage(ts) {
  const message = here.feed.messages.find((one) => one.ts === ts);
  if (message && isReply(message)) here.threads.add(message.thread_ts);
  following = false;
  drawMessages();
  const node = document.getElementById(`m-${ts}`);
  node?.scrollIntoView({ block: node.offsetHeight > pane().clientHeight ? "start" : "center" });
  node?.classList.add("glow");
  setTimeout(() => node?.classList.remove("glow"), 2000);
}
