// The left column: who you are, the app's Home, and the rooms you can see.

import * as api from "./api.js";
import { el, icon, iconButton, sync } from "./dom.js";
import { goTo, here, member, nameOf, roomName } from "./here.js";
import { openMenu } from "./menu.js";
import { avatar } from "./message.js";
import { attempt } from "./notice.js";
import { ask } from "./question.js";
import { isUnread, peopleWithMail } from "./unread.js";

const localTime = (tz) => {
  try {
    return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: tz }).format(new Date(Date.now() + here.me.offset * 1000));
  } catch {
    return "";
  }
};

const city = (tz) => tz.split("/").at(-1).replaceAll("_", " ");
const mailMark = () => el("span", { class: "mark", title: "has an unread message from the app" }, el("span", { class: "unseen" }, "unread"));

async function openPeople(anchor) {
  const mail = (await attempt("Looking for mail", peopleWithMail)) ?? new Set();
  const rows = here.me.people.map((person) => ({
    label: [avatar(person.id), nameOf(person.id), mail.has(person.id) ? mailMark() : null],
    detail: [person.guest ? "guest · " : "", city(person.tz), " ", localTime(person.tz)].join(""),
    run: () => become(person.id),
  }));
  openMenu(anchor, [{ label: "Who do you want to be?" }, ...rows], { wide: true });
}

/** Switch persons; stay in the room if the other can see it. */
async function become(person) {
  const state = await attempt("Switching", () => api.state(person));
  const rooms = state?.channels ?? [];
  const same = rooms.some((room) => room.id === here.room && !room.is_im);
  const first = rooms.find((room) => room.is_member && !room.is_im) ?? rooms[0];
  goTo(same || here.room === "home" ? here.room : (first?.id ?? ""), person);
}

function drawYou() {
  const you = document.getElementById("you");
  const person = member(here.person);
  if (!person) return;
  const key = JSON.stringify(person);
  if (you.mark === key) return;
  you.mark = key;
  const from = person.guest ? "guest" : city(person.tz);
  you.replaceChildren(avatar(person.id),
    el("span", { class: "you-name" }, el("small", {}, `You are · ${from}`), el("strong", {}, nameOf(person.id))));
}

const SECTIONS = [
  { key: "channels", title: "Channels", fits: (room) => !room.is_im && room.is_member && !room.is_archived },
  { key: "direct", title: "Direct messages", fits: (room) => room.is_im },
  { key: "others", title: "Channels to join", fits: (room) => !room.is_im && !room.is_member && !room.is_archived },
  { key: "archived", title: "Archived", fits: (room) => room.is_archived },
];

function rowsOf() {
  const rows = here.me.tabs.home ? [{ key: "app", title: "Apps" }, { key: "home", home: true }] : [];
  for (const { key, title, fits } of SECTIONS) {
    const rooms = here.state.channels.filter(fits);
    if (!rooms.length && key !== "channels") continue;
    rows.push({ key, title }, ...rooms.map((room) => ({ key: room.id, room })));
  }
  return rows;
}

function sign(room) {
  if (room.is_im) return el("span", { class: "dot", "aria-hidden": "true" });
  return room.is_private ? icon("lock") : el("span", { class: "hash", "aria-hidden": "true" }, "#");
}

function link(key, name, mark, unread) {
  const open = here.room === key;
  return el("a", {
    href: `#${here.person}/${key}`, class: `room${unread ? " unread" : ""}`, data: { focus: `room-${key}` },
    "aria-current": open ? "page" : null,
  }, mark, el("span", { class: "room-name" }, name), unread ? el("span", { class: "mark" }, el("span", { class: "unseen" }, "unread")) : null);
}

function build(row) {
  if (row.title) {
    const add = row.key === "channels" ? iconButton("plus", "Create a channel", createRoom) : null;
    return el("h2", { class: "section-title" }, row.title, add);
  }
  if (row.home) return link("home", here.me.bot.name, icon("home"), false);
  return link(row.room.id, roomName(row.room), sign(row.room), isUnread(row.room));
}

const markOf = (row) => JSON.stringify([row, here.person, here.room === row.key, row.room ? isUnread(row.room) : false]);

async function createRoom() {
  const found = await ask("Create a channel", [
    { name: "name", label: "Name", hint: "lowercase letters, digits, hyphens" }, { name: "private", label: "Private", type: "checkbox" },
  ], "Create");
  if (!found?.name) return;
  const name = found.name.trim().toLowerCase().replace(/^#/, "").replace(/\s+/g, "-");
  const made = await attempt("Creating the channel", () => api.room(here.person, { do: "create", name, private: found.private }));
  if (made?.id) goTo(made.id);
}

export function drawSidebar() {
  drawYou();
  sync(document.getElementById("rooms"), rowsOf(), { key: (row) => row.key, mark: markOf, build });
}

export function wireSidebar() {
  document.getElementById("you").addEventListener("click", (event) => openPeople(event.currentTarget));
}
