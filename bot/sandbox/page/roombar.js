// The bar over the messages: the room's name and topic, its bookmarks and pins, and what one can do with it.

import * as api from "./api.js";
import { el, icon, iconButton } from "./dom.js";
import { hashFor, here, nameOf, roomById, roomName } from "./here.js";
import { openMenu } from "./menu.js";
import { showMessage } from "./messages.js";
import { linkNode, plain } from "./mrkdwn.js";
import { attempt } from "./notice.js";
import { ask } from "./question.js";
import { openFile } from "./viewer.js";

const change = (what, body) => attempt(what, () => api.room(here.person, { channel: here.room, ...body }));

function preview(ts) {
  const message = here.feed.messages.find((one) => one.ts === ts);
  const words = (message?.text || "A message").replace(/[*_`]/g, "");
  return words.length > 90 ? `${words.slice(0, 89)}…` : words;
}

const pinTs = (pin) => (typeof pin === "string" ? pin : pin.ts);

function pinsButton() {
  const pins = here.feed.pins ?? [];
  if (!pins.length) return null;
  const rows = pins.map(pinTs).map((ts) => ({ label: preview(ts), run: () => showMessage(ts) }));
  return el("button", {
    type: "button", class: "plain-button", "aria-haspopup": "menu", data: { focus: "pins" },
    onclick: (event) => openMenu(event.currentTarget, [{ label: "Pinned messages" }, ...rows], { wide: true }),
  }, icon("pin"), String(pins.length), el("span", { class: "words" }, "pinned"));
}

async function rename() {
  const found = await ask("Rename the channel", [{ name: "name", label: "Name", value: roomById(here.room)?.name }], "Rename");
  if (found?.name) change("Renaming", { do: "rename", name: found.name.trim() });
}

async function someone(what, verb) {
  const people = here.me.people.filter((one) => one.id !== here.person).map((one) => [one.id, nameOf(one.id)]);
  const found = await ask(what, [{ name: "user", label: "Person", options: people }], what);
  if (found?.user) change(what, { do: verb, user: found.user });
}

const copyLink = (id) => attempt("Copying", () => navigator.clipboard.writeText(`${location.origin}/archives/${id}`));

function moreRows(room) {
  if (room.is_archived) return [{ label: "Unarchive channel", run: () => change("Unarchiving", { do: "unarchive" }) }];
  return [
    { label: "Add someone", run: () => someone("Add someone", "invite") },
    { label: "Remove someone", run: () => someone("Remove someone", "kick") },
    { label: "Rename channel", run: rename },
    { label: "Copy link to channel", run: () => copyLink(room.id) },
    { label: "Leave channel", run: () => change("Leaving", { do: "leave" }) },
    { label: "Delete channel", danger: true, run: () => change("Deleting", { do: "delete" }) },
    { label: "Archive channel", danger: true, run: () => change("Archiving", { do: "archive" }) },
  ];
}

function moreButton(room) {
  if (room.is_im || !(room.is_member || room.is_archived)) return null;
  return iconButton("more", "More about this channel", (event) => openMenu(event.currentTarget, moreRows(room)), { "aria-haspopup": "menu", data: { focus: "room-more" } });
}

function bookmarks() {
  const marks = here.feed.bookmarks ?? here.feed.channel?.bookmarks ?? [];
  return marks.map((mark) => el("span", { class: "bookmark" }, linkNode(mark.link ?? "", mark.title)));
}

function canvases() {
  return (here.feed.canvases ?? []).map((one) =>
    el("button", { type: "button", class: "plain-button", data: { focus: one.id }, onclick: () => openFile(one) }, icon("file"), one.title || "Canvas"));
}

/** The app's own tabs, where its manifest has both. */
function tabs() {
  const direct = here.state.channels.find((room) => room.is_im);
  if (!here.me.tabs.home || !here.me.tabs.messages || !direct) return null;
  const tab = (room, text) =>
    el("a", { class: "tab", href: hashFor(here.person, room), "aria-current": here.room === room ? "page" : null, data: { focus: `tab-${room}` } }, text);
  return el("nav", { class: "tabs", "aria-label": `${here.me.bot.name}'s tabs` }, tab("home", "Home"), tab(direct.id, "Messages"));
}

function parts() {
  if (here.room === "home") return [el("h1", {}, icon("home"), el("span", {}, here.me.bot.name)), tabs()];
  const room = roomById(here.room);
  if (!room) return [el("h1", {}, "Choose a channel")];
  if (room.is_im) return [el("h1", {}, el("span", {}, roomName(room))), tabs(), ...canvases(), pinsButton()];
  const sign = room.is_private ? icon("lock") : el("span", { class: "hash" }, "#");
  return [
    el("h1", {}, sign, el("span", {}, roomName(room))),
    el("div", { class: "topic", title: room.topic }, plain(room.topic)),
    ...bookmarks(), ...canvases(), pinsButton(), moreButton(room),
  ];
}

/** Redraw the bar where the room, its topic, its pins or its bookmarks changed. */
export function drawRoombar() {
  const bar = document.getElementById("roombar");
  const key = JSON.stringify([here.person, here.room, roomById(here.room), here.feed.pins, here.feed.bookmarks, here.feed.canvases, here.feed.channel]);
  if (bar.mark === key) return;
  bar.mark = key;
  bar.replaceChildren(...parts().filter(Boolean));
  const room = roomById(here.room);
  document.title = `${here.room === "home" ? "Home" : roomName(room) || "Sandbox"} · ${here.me.bot.name} sandbox`;
}
