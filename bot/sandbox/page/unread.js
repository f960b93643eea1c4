// What each person has not read yet: the latest message of a room against where they last stood.

import * as api from "./api.js";
import { here } from "./here.js";

const KEPT = "sandbox-read";
const MOST = 30;
const latest = new Map();
const read = new Map(Object.entries(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}")));

const spot = (person, room) => `${person}/${room}`;

/** The newest visible message of a room that somebody else wrote. */
function newest(feed, person) {
  const others = (feed.messages ?? []).filter((message) => message.user !== person && !isNews(message));
  return others.reduce((most, message) => (Number(message.ts) > Number(most) ? message.ts : most), "0");
}

const isNews = (message) => /_(join|leave|topic|purpose)$/.test(message.subtype ?? "");

/** The open room counts as read up to its newest message. */
export function markRead() {
  const ts = newest(here.feed, here.person);
  latest.set(spot(here.person, here.room), ts);
  read.set(spot(here.person, here.room), ts);
  sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(read)));
}

export function isUnread(room, person = here.person) {
  const at = spot(person, room);
  return Number(latest.get(at) ?? 0) > Number(read.get(at) ?? 0);
}

async function look(person, room) {
  const ts = room.latest ?? newest(await api.channel(person, room.id), person);
  latest.set(spot(person, room.id), ts);
}

/** Look into the rooms of the reader that are not open. */
export async function lookAround() {
  const rooms = here.state.channels.filter((room) => room.id !== here.room && (room.is_member || room.is_im) && !room.is_archived);
  await Promise.all(rooms.slice(0, MOST).map((room) => look(here.person, room)));
}

/** The people who have a direct message from the bot that they have not read. */
export async function peopleWithMail() {
  const others = here.me.people.filter((person) => person.id !== here.person).slice(0, MOST);
  const found = await Promise.all(others.map(async ({ id }) => {
    const rooms = (await api.state(id)).channels.filter((room) => room.is_im);
    await Promise.all(rooms.map((room) => look(id, room)));
    return rooms.some((room) => isUnread(room.id, id)) ? id : null;
  }));
  return new Set(found.filter(Boolean));
}
