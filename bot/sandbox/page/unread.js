// What each person has not read yet: the newest message of a room against where they last stood.

import * as api from "./api.js";
import { here } from "./here.js";

const KEPT = "sandbox-read";
const MOST = 30;
const read = new Map(Object.entries(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}")));

const spot = (person, room) => `${person}/${room}`;

/** The open room counts as read up to its newest message. */
export function markRead() {
  const { channel } = here.feed;
  if (read.get(spot(here.person, channel.id)) === channel.latest) return;
  read.set(spot(here.person, channel.id), channel.latest);
  sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(read)));
}

/** Whether a room that somebody is in has news for them. */
export function isUnread(room, person = here.person) {
  if (!room.is_member || room.is_archived) return false;
  return Number(room.latest || 0) > Number(read.get(spot(person, room.id)) || 0);
}

/** The people who have a direct message from the bot that they have not read. */
export async function peopleWithMail() {
  const others = here.me.people.filter((person) => person.id !== here.person).slice(0, MOST);
  const found = await Promise.all(others.map(async ({ id }) => {
    const rooms = (await api.state(id)).channels.filter((room) => room.is_im);
    return rooms.some((room) => isUnread(room, id)) ? id : null;
  }));
  return new Set(found.filter(Boolean));
}
