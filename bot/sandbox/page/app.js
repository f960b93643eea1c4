// The page: reads what the reader may see, draws it, and follows the world by long poll.

import * as api from "./api.js";
import { COMMANDS } from "./completion.js";
import { drawComposer, enterRoom, use, wireComposer } from "./composer.js";
import { goTo, here, lastPerson, member, readHash, rememberPerson, roomById } from "./here.js";
import { drawHints } from "./hints.js";
import { drawHome, openHome } from "./home.js";
import { wireKeys } from "./keys.js";
import { closeMenu } from "./menu.js";
import { drawMessages, showMessage, wireMessages } from "./messages.js";
import { drawModal } from "./modal.js";
import { say } from "./notice.js";
import { drawRoombar } from "./roombar.js";
import { drawSidebar, wireSidebar } from "./sidebar.js";
import { markRead } from "./unread.js";
import { drawClock, drawWorld, wireWorld } from "./world.js";

const PATIENCE = 25;
const NOTHING = { channel: null, pins: [], messages: [] };
const live = new URLSearchParams(location.search).get("live") !== "off";

let reading = null;
let again = false;
let toasts = [];

async function readMe() {
  const me = await api.me();
  const tabs = me.tabs ?? { home: true, messages: true };
  here.me = { ...me, tabs, offset: me.offset ?? 0, commands: me.commands ?? COMMANDS, shortcuts: me.shortcuts ?? [] };
}

/** Read the world as the reader sees it; a second call while one runs makes that one go round again. */
function refresh() {
  again = true;
  reading ??= rounds().finally(() => { reading = null; });
  return reading;
}

async function rounds() {
  while (again) {
    again = false;
    const { person, room } = here;
    const [state, clock] = await Promise.all([api.state(person), api.clock()]);
    const known = state.channels.some((one) => one.id === room);
    const feed = known ? await api.channel(person, room) : NOTHING;
    if (person !== here.person || room !== here.room) {
      again = true;
      continue;
    }
    Object.assign(here, { state, feed });
    here.me.offset = clock.offset;
    settleRoom();
    draw();
  }
}

/** A room that is gone (left, removed from, archived and hidden) gives way to the first one. */
function settleRoom() {
  if (here.room === "home" || roomById(here.room)) return;
  const rooms = here.state.channels;
  const first = rooms.find((room) => room.is_member && !room.is_im && !room.is_archived) ?? rooms[0];
  if (first) goTo(first.id);
}

function draw() {
  if (here.feed.channel) markRead();
  const inRoom = here.room !== "home";
  document.getElementById("messages").hidden = !inRoom;
  if (!inRoom) document.getElementById("newest").hidden = true;
  drawHome();
  drawSidebar();
  drawRoombar();
  drawComposer();
  drawHints(use);
  if (inRoom) drawMessages(use);
  drawModal();
  drawClock();
  drawWorld();
  drawToasts(here.state.toast ?? []);
}

/** Slack's passing notices: only those that were not shown before. */
function drawToasts(list) {
  const kept = Array.from({ length: Math.min(toasts.length, list.length) + 1 }, (_, place) => place).reverse()
    .find((count) => toasts.slice(toasts.length - count).every((text, place) => text === list[place]));
  for (const text of list.slice(kept)) say(typeof text === "string" ? text : text.text);
  toasts = list;
}

async function enter() {
  const { person, room, ts } = readHash();
  const moved = person !== here.person;
  if (!member(person)) return goTo(room, member(lastPerson())?.id ?? here.me.people[0]?.id ?? "", ts);
  rememberPerson(person);
  closeMenu();
  if (moved) {
    document.getElementById("notices").replaceChildren();
    toasts = (await api.state(person)).toast ?? [];
  }
  Object.assign(here, { person, room });
  document.body.classList.remove("rooms-open");
  await refresh();
  enterRoom();
  if (ts) showMessage(ts);
  if (room === "home") await openHome("home");
  else if (roomById(room)?.is_im) await openHome("messages");
  if (room !== "home" && !matchMedia("(hover: none)").matches) document.getElementById("box").focus();
  return undefined;
}

function offline(gone) {
  document.getElementById("gone").hidden = !gone;
}

/** Wait for changes for as long as the page is open; a sandbox that went away is said, and tried again. */
async function follow() {
  let rev = here.me.rev ?? 0;
  for (let misses = 0; ; ) {
    try {
      const answer = await api.wait(rev, PATIENCE);
      if (misses) await readMe();
      if (answer.rev !== rev || misses) await refresh();
      rev = answer.rev;
      misses = 0;
      offline(false);
    } catch (error) {
      misses += 1;
      offline(true);
      await new Promise((resolve) => setTimeout(resolve, Math.min(500 * misses, 5000)));
    }
  }
}

function wireRooms() {
  const button = document.getElementById("rooms-button");
  button.addEventListener("click", () => {
    const open = document.body.classList.toggle("rooms-open");
    button.setAttribute("aria-expanded", String(open));
  });
  document.getElementById("shade").addEventListener("click", () => document.body.classList.remove("rooms-open"));
  addEventListener("keydown", (event) => { if (event.key === "Escape") document.body.classList.remove("rooms-open"); });
}

async function start() {
  await readMe();
  wireSidebar();
  wireComposer();
  wireRooms();
  wireMessages();
  wireWorld();
  wireKeys();
  addEventListener("hashchange", () => enter().catch((error) => say(error.message)));
  await enter();
  if (!live) return;
  await follow();
}

start().catch((error) => {
  offline(true);
  say(error.message);
});
