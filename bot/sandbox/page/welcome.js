// What an empty room says to somebody who is here for the first time: five steps through an incident.

import { el } from "./dom.js";
import { here, mayWrite, roomById } from "./here.js";

const STEPS = [
  ["Look something up.", ["/svc pay", "/oncall payments"]],
  ["Declare an incident. It gets a channel of its own, which then appears on the left.", ["/inc checkout 500s"]],
  ["Work in that channel: write messages, put 📌 on those that matter, tell people where you are.", []],
  ["Be somebody else: the name at the top left is a menu. Each person sees their own Slack.", []],
  ["Resolve it, and read the document that was written along the way.", []],
];

const chip = (text, use) => el("button", { type: "button", class: "hint-chip", onclick: () => use(text) }, text);

/** The greeting of a room without messages; `use(text)` puts a command in the box. */
export function welcome(use) {
  const room = roomById(here.room);
  if (!mayWrite() || room.is_im || /^inc-\d/.test(room.name)) return el("p", { class: "nothing" }, "Nothing has been said here yet.");
  return el("div", { class: "welcome" },
    el("h2", {}, "A Slack to practise in"),
    el("p", {}, `The people and the outages here are made up, and nothing leaves this machine. Only ${here.me.bot.name} is the real one.`),
    el("ol", {}, STEPS.map(([text, commands]) => el("li", {}, text, " ", commands.map((one) => [chip(one, use), " "]).flat()))),
    el("p", {}, "The World button moves the clock and breaks PagerDuty, GitHub or Slack, to see what happens then."));
}
