// The box: messages and slash commands, completion, what was typed before, and the global shortcuts.

import * as api from "./api.js";
import { completions } from "./completion.js";
import { asBase64, el, icon } from "./dom.js";
import { here, mayWrite, roomById, roomName } from "./here.js";
import { openMenu } from "./menu.js";
import { followNewest } from "./messages.js";
import { attempt } from "./notice.js";

const box = () => document.getElementById("box");
const list = () => document.getElementById("completions");
const drafts = new Map();
const past = [];
let back = 0;
let offered = { offers: [], eager: false };
let marked = -1;
let sending = 0;

export function use(text) {
  box().value = text;
  box().focus();
  box().setSelectionRange(text.length, text.length);
  changed();
}

function changed() {
  const node = box();
  drafts.set(`${here.person}/${here.room}`, node.value);
  node.style.height = "auto";
  node.style.height = `${Math.min(node.scrollHeight, 200)}px`;
  offered = completions(node.value);
  marked = offered.eager ? 0 : -1;
  drawCompletions();
}

function drawCompletions() {
  const { offers } = offered;
  list().hidden = !offers.length;
  box().setAttribute("aria-expanded", String(offers.length > 0));
  list().replaceChildren(...offers.map((one, place) =>
    el("li", { role: "option", id: `offer-${place}`, "aria-selected": String(place === marked), onmousedown: (event) => { event.preventDefault(); use(one.text); } },
      el("strong", {}, one.label), one.detail ? el("small", {}, one.detail) : null)));
  if (marked >= 0) box().setAttribute("aria-activedescendant", `offer-${marked}`);
  else box().removeAttribute("aria-activedescendant");
}

function move(step) {
  const count = offered.offers.length;
  marked = marked < 0 ? (step > 0 ? 0 : count - 1) : (marked + step + count) % count;
  drawCompletions();
}

function recall(step) {
  back = Math.max(0, Math.min(past.length, back + step));
  use(back ? past.at(-back) : "");
  offered = { offers: [], eager: false };
  drawCompletions();
}

function status(text, bad = false) {
  const line = document.getElementById("status");
  line.textContent = text;
  line.classList.toggle("bad", bad);
}

/** How the app took a command. What went wrong stands in the room too, as Slack shows it. */
function outcome(word, answer) {
  if (!answer) return status("");
  if (answer.ok) return status(`${here.me.bot.name} answered ${word} in ${Math.round(answer.ms)} ms`);
  return status(`${word} failed: ${answer.error}`, true);
}

async function send() {
  const text = box().value.trim();
  if (!text || !here.feed.channel) return;
  followNewest();
  past.push(text);
  back = 0;
  use("");
  const word = text.startsWith("/") ? text.split(/\s/)[0] : "";
  if (word) status(`${word}…`);
  sending += 1;
  const { person, room } = here;
  const answer = await attempt(word || "Your message", () => (word ? api.command(person, room, text) : api.post(person, room, text)));
  sending -= 1;
  if (!answer && !box().value) use(text);
  if (word && !sending) outcome(word, answer);
}

const open = () => offered.offers.length > 0;

const KEYS = [
  { fits: (event) => event.key === "ArrowDown" && open(), run: () => move(1) },
  { fits: (event) => event.key === "ArrowUp" && open(), run: () => move(-1) },
  { fits: (event) => event.key === "Tab" && !event.shiftKey && open(), run: () => use(offered.offers[Math.max(marked, 0)].text) },
  { fits: (event) => event.key === "Escape" && open(), run: () => { offered = { offers: [], eager: false }; drawCompletions(); } },
  { fits: (event) => event.key === "Enter" && !event.shiftKey && open() && marked >= 0, run: () => use(offered.offers[marked].text) },
  { fits: (event) => event.key === "Enter" && !event.shiftKey, run: send },
  { fits: (event) => event.key === "ArrowUp" && (!event.target.value || back) && past.length, run: () => recall(1) },
  { fits: (event) => event.key === "ArrowDown" && back, run: () => recall(-1) },
];

function keydown(event) {
  if (event.isComposing) return;
  const key = KEYS.find(({ fits }) => fits(event));
  if (!key) return;
  event.preventDefault();
  key.run();
}

function shortcuts(event) {
  const known = (here.me.shortcuts ?? []).filter((one) => one.type === "global");
  const rows = known.map((one) => ({
    label: one.name, about: one.description, run: () => attempt(one.name, () => api.shortcut(here.person, one.callback_id)),
  }));
  openMenu(event.currentTarget, [{ label: rows.length ? "Shortcuts" : "This app has no shortcuts" }, ...rows], { wide: true });
}

/** Share the files that were picked; what stands in the box goes with the first one. */
async function share(picked) {
  const { person, room } = here;
  for (const file of picked) {
    const text = box().value.trim();
    use("");
    followNewest();
    const done = await attempt("Sharing the file", async () => api.upload(person, room, { name: file.name, base64: await asBase64(file), text }));
    if (!done && !box().value) use(text);
  }
}

async function join() {
  await attempt("Joining", () => api.room(here.person, { do: "join", channel: here.room }));
  box().focus();
}

/** Show the box, or why one cannot write here. */
export function drawComposer() {
  const room = roomById(here.room);
  document.getElementById("composer").hidden = !mayWrite();
  const gate = document.getElementById("gate");
  gate.hidden = mayWrite() || here.room === "home" || !room;
  document.getElementById("gate-text").textContent = room?.is_archived ? "This channel is archived." : `You are not in #${room?.name ?? ""}.`;
  document.getElementById("join").hidden = Boolean(room?.is_archived);
  const label = room ? `Message ${room.is_im ? "" : "#"}${roomName(room)}` : "Message";
  box().placeholder = innerWidth > 600 ? `${label}, or type /` : "Message, or /";
  box().setAttribute("aria-label", label);
}

/** Another room is open: its own unfinished text comes back. */
export function enterRoom() {
  box().value = drafts.get(`${here.person}/${here.room}`) ?? "";
  changed();
  offered = { offers: [], eager: false };
  drawCompletions();
  status("");
}

export function wireComposer() {
  box().addEventListener("input", changed);
  box().addEventListener("keydown", keydown);
  box().addEventListener("blur", () => { list().hidden = true; });
  document.getElementById("send").addEventListener("click", send);
  const picker = document.getElementById("picked");
  const clip = document.getElementById("attach");
  clip.append(icon("clip"));
  clip.addEventListener("click", () => picker.click());
  picker.addEventListener("change", async () => { await share([...picker.files]); picker.value = ""; });
  const lightning = document.getElementById("shortcuts");
  lightning.append(icon("bolt"));
  lightning.addEventListener("click", shortcuts);
  document.getElementById("hints").addEventListener("wheel", (event) => { event.currentTarget.scrollLeft += event.deltaY; }, { passive: true });
  document.getElementById("join").addEventListener("click", join);
}
