// Short notices above the box: what did not work, said once and read out.

import { el } from "./dom.js";

const STAYS = 7000;

/** Show `text`; tone is "bad" or "good". It leaves by itself or when clicked. */
export function say(text, tone = "bad") {
  const shelf = document.getElementById("notices");
  const note = el("button", { type: "button", class: `notice ${tone}`, onclick: () => note.remove(), title: "Dismiss" }, text);
  shelf.append(note);
  while (shelf.children.length > 3) shelf.firstElementChild.remove();
  setTimeout(() => note.remove(), STAYS);
}

/** Do something for the reader; if the sandbox refuses, say so. What the app failed at, the sandbox itself says. */
export async function attempt(what, doing) {
  try {
    return await doing();
  } catch (error) {
    say(`${what}: ${error.message}`);
    return null;
  }
}
