// The strip for those who are here for the first time: what to try next, each one click from the box.

import { el } from "./dom.js";
import { here, mayWrite, roomById } from "./here.js";

const ANYWHERE = ["/svc pay", "/oncall payments", "/changes payments 4h", "/ready payments", "/inc checkout 500s", "/tocsin help"];
const INCIDENT = [
  "/inc status", "/inc lead @ana", "/inc note errors began after #812", "/inc sev 1", "/inc page database", "/inc update rolling back",
  "/inc timeline", "/inc catchup", "/inc resolve rolled back #812", "/rca",
];
const DIRECT = ["help", "who is on call for payments?", "/oncall me"];

function hints() {
  const room = roomById(here.room);
  if (room?.is_im) return DIRECT;
  return /^inc-\d/.test(room?.name ?? "") ? INCIDENT : ANYWHERE;
}

/** Whether the app's manifest knows the command, and in an incident the verb too. */
function known(hint) {
  const [command, verb] = hint.split(" ");
  const found = here.me.commands.find((one) => one.command === command);
  if (!found || !INCIDENT.includes(hint)) return Boolean(found);
  return !verb || new RegExp(`\\b${verb}\\b`).test(found.usage_hint ?? "");
}

const offered = () => hints().filter((hint) => !hint.startsWith("/") || known(hint));

/** `use(text)` puts a hint in the box. */
export function drawHints(use) {
  const strip = document.getElementById("hints");
  const list = mayWrite() ? offered() : [];
  strip.hidden = !list.length;
  const key = JSON.stringify(list);
  if (strip.mark === key) return;
  strip.mark = key;
  strip.replaceChildren(el("span", {}, "Try"), ...list.map((hint) =>
    el("button", { type: "button", class: "hint-chip", onclick: () => use(hint) }, hint)));
}
