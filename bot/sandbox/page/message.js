// One message: who, when, what, its files and reactions, and what can be done with it.

import * as api from "./api.js";
import { blockNodes } from "./blocks.js";
import { atOf, clockTime, relative, timeNode } from "./dates.js";
import { el, icon, iconButton } from "./dom.js";
import { PICKS, emoji } from "./emoji.js";
import { here, isBot, nameOf } from "./here.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { attempt } from "./notice.js";
import { openFile } from "./viewer.js";

const HUES = [12, 40, 95, 150, 190, 225, 265, 300, 335];

export function avatar(id) {
  if (isBot(id)) return el("span", { class: "avatar bot", "aria-hidden": "true" }, icon("bell"));
  const name = nameOf(id);
  const letters = name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();
  const hue = HUES[[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % HUES.length];
  const node = el("span", { class: "avatar", "aria-hidden": "true" }, letters);
  node.style.setProperty("--hue", hue);
  return node;
}

/** What a press or a search in this message asks of the sandbox. */
function context(message) {
  const at = { channel: here.room, ts: message.ts };
  return {
    where: message.ts,
    press: (press, node) => busy(node, () => attempt("That button", () => api.click(here.person, { ...at, ...press }))),
    search: (query) => api.options(here.person, { ...at, ...query }),
  };
}

/** Show that a press is under way; the node may be gone when the answer comes. */
export async function busy(node, doing) {
  node?.classList.add("busy");
  await doing();
  node?.classList.remove("busy");
}

async function toggle(message, name) {
  const mine = message.reactions?.find((one) => one.name === name)?.users.includes(here.person);
  await attempt("That reaction", () => api.react(here.person, here.room, message.ts, name, mine));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map(({ name, users }) =>
    el("button", {
      type: "button", class: "reaction", "aria-pressed": String(users.includes(here.person)),
      title: `${users.map(nameOf).join(", ")} reacted with :${name}:`, data: { focus: `${message.ts}/:${name}:` },
      onclick: () => toggle(message, name),
    }, emoji(name), el("span", {}, String(users.length)))));
}

function files(message) {
  if (!message.files?.length) return null;
  return el("div", { class: "files" }, message.files.map((file) =>
    file.deleted ? el("em", {}, "This file was deleted.") : isPicture(file)
      ? el("a", { href: ownPath(file), target: "_blank", class: "shot" }, el("img", { src: ownPath(file), alt: file.title || file.name }))
      : el("button", { type: "button", class: "file", data: { focus: `${message.ts}/${file.id}` }, onclick: () => openFile(file) },
        icon("file"), el("span", {}, file.title || file.name, el("small", {}, `${file.name} · ${size(file.size)}`)))));
}

const isPicture = (file) => /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype ?? "");

/** A file's address on this very server, whatever name of it the sandbox used. */
function ownPath(file) {
  const { pathname, search } = new URL(file.url, location.origin);
  return pathname + search;
}

const size = (bytes) => (bytes >= 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${bytes ?? 0} bytes`);

function pickReaction(message, anchor) {
  openMenu(anchor, PICKS.map((name) => ({ label: emoji(name), says: `React with ${name}`, run: () => toggle(message, name) })), { grid: true });
}

function moreOf(message, handles) {
  const own = message.user === here.person && !message.bot;
  const shortcuts = (here.me.shortcuts ?? []).filter((one) => one.type === "message");
  const rows = shortcuts.map((one) => ({
    label: one.name, about: one.description,
    run: () => attempt(one.name, () => api.shortcut(here.person, one.callback_id, { channel: here.room, ts: message.ts })),
  }));
  if (rows.length) rows.unshift({ label: `${here.me.bot.name} shortcuts` });
  const pinned = Boolean(message.pinned);
  rows.push({ label: "Reply in thread", run: handles.reply });
  rows.push({ label: pinned ? "Unpin from channel" : "Pin to channel", run: () => attempt("Pinning", () => api.pin(here.person, here.room, message.ts, pinned)) });
  rows.push({ label: "Copy link", run: () => copy(addressOf(message)) }, { label: "Copy text", run: () => copy(message.text) });
  if (own) {
    rows.push({ label: "Edit message", run: handles.edit });
    rows.push({ label: "Delete message", danger: true, run: () => attempt("Deleting", () => api.remove(here.person, here.room, message.ts)) });
  }
  return rows;
}

const addressOf = ({ ts }) => `${location.origin}/archives/${here.room}/p${ts.replace(".", "")}`;

const copy = (text) => attempt("Copying", () => navigator.clipboard.writeText(text ?? ""));

function toolbar(message, handles) {
  if (message.ephemeral || isQuiet(message)) return null;
  const act = (name, label, onclick, traits = {}) =>
    iconButton(name, label, onclick, { data: { focus: `${message.ts}/${name}` }, ...traits });
  const bar = el("div", { class: "toolbar", role: "group", "aria-label": "Do with this message" },
    act("pin", "React with 📌 (puts it on the incident's timeline)", () => toggle(message, "pushpin")),
    act("smile", "Add a reaction", (event) => pickReaction(message, event.currentTarget), { "aria-haspopup": "menu" }),
    message.thread_ts && message.thread_ts !== message.ts ? null : act("reply", "Reply in thread", handles.reply),
    act("more", "More: shortcuts, edit, delete", (event) => openMenu(event.currentTarget, moreOf(message, handles)), { "aria-haspopup": "menu" }));
  return bar;
}

function heading(message) {
  const name = message.bot ? message.username || nameOf(message.user) : nameOf(message.user);
  const at = atOf(message.ts);
  return el("div", { class: "who" },
    el("strong", {}, name), message.bot ? el("span", { class: "badge" }, "App") : null,
    timeNode(at, clockTime(at), { class: "at" }));
}

function repliesButton(message, replies, handles) {
  const count = Math.max(message.reply_count ?? 0, replies.length);
  if (!count) return null;
  const last = replies.at(-1);
  return el("button", {
    type: "button", class: "replies", data: { focus: `${message.ts}/replies` }, onclick: handles.toggleThread,
    "aria-expanded": String(here.threads.has(message.ts)),
  }, `${count} ${count === 1 ? "reply" : "replies"}`, last ? el("small", {}, ` last ${relative(atOf(last.ts))}`) : null);
}

function body(message) {
  if (message.blocks?.length) return blockNodes(message.blocks, context(message));
  return message.text ? [el("div", { class: "text" }, mrkdwn(message.text))] : [];
}

/** Whether a message only tells of joining, leaving and the like: one small line. */
export const isQuiet = (message) => /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$/.test(message.subtype ?? "");

const onlyYou = (handles) =>
  el("p", { class: "flag" }, "Only visible to you ·", el("button", { type: "button", class: "link", onclick: handles.dismiss }, "Dismiss"));

/** The whole row. `grouped` leaves the name out; `handles` are reply, edit, dismiss and toggleThread. */
export function messageRow(message, { grouped, replies, handles }) {
  const mine = message.pinned ? " pinned" : "";
  const kind = `${message.ephemeral ? " ephemeral" : ""}${isQuiet(message) ? " system" : ""}${grouped ? " grouped" : ""}`;
  const at = atOf(message.ts);
  return el("article", { class: `message${mine}${kind}`, id: `m-${message.ts}`, tabindex: "-1", data: { focus: `m-${message.ts}` }, "aria-label": `${nameOf(message.user)} at ${clockTime(at)}` },
    el("div", { class: "gutter" }, grouped ? timeNode(at, clockTime(at), { class: "at" }) : avatar(message.user ?? "")),
    el("div", { class: "content" },
      message.pinned ? el("p", { class: "flag" }, icon("pin"), "Pinned") : null,
      message.ephemeral ? onlyYou(handles) : null,
      grouped ? null : heading(message),
      el("div", { class: "body" }, body(message)),
      message.edited ? el("small", { class: "edited" }, "(edited)") : null,
      files(message), reactions(message), repliesButton(message, replies, handles)),
    toolbar(message, handles));
}
