// The page without a mouse: F6 goes from part to part, arrow keys from message to message, Escape back to the box.

const byId = (id) => document.getElementById(id);
const seen = (node) => node && !node.closest("[hidden]") && node.getClientRects().length > 0;
const CONTROLS = "a[href], button:not(:disabled), input, select, textarea, [tabindex]";

const controlIn = (part) => [...part.querySelectorAll(CONTROLS)].find(seen);
const messages = () => [...document.querySelectorAll("#messages .message")];

/** The parts in the order of F6, each with the control that a reader wants there first. */
const PARTS = [
  { part: "sidebar", first: (part) => part.querySelector("[aria-current]") ?? controlIn(part) },
  { part: "roombar", first: controlIn },
  { part: "messages", first: (part) => messages().at(-1) ?? part },
  { part: "home", first: controlIn },
  { part: "composer", first: () => byId("box") },
  { part: "gate", first: controlIn },
  { part: "world", first: controlIn },
];

/** Focus the next part that is shown and has something to focus (backwards with step -1). */
function goOn(step) {
  const parts = PARTS.map(({ part, first }) => ({ node: byId(part), first })).filter(({ node }) => seen(node));
  const at = parts.findIndex(({ node }) => node.contains(document.activeElement));
  for (let turn = 1; turn <= parts.length; turn += 1) {
    const place = at < 0 && step < 0 ? -turn : at + step * turn;
    const { node, first } = parts.at(((place % parts.length) + parts.length) % parts.length);
    const control = first(node);
    if (seen(control)) return control.focus();
  }
  return undefined;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** From a message to its neighbour; from a control inside one to the message itself. */
function stepFrom(target, step) {
  const all = messages();
  const own = target.closest(".message");
  if (!own) return all.at(step > 0 && step !== Infinity ? 0 : -1);
  if (own !== target) return own;
  return all[Math.max(0, Math.min(all.length - 1, all.indexOf(own) + step))];
}

function inMessages(event) {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
  const to = event.key === "Escape" ? byId("box") : event.key in STEPS ? stepFrom(event.target, STEPS[event.key]) : null;
  if (!seen(to)) return;
  event.preventDefault();
  to.focus();
}

export function wireKeys() {
  addEventListener("keydown", (event) => {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    goOn(event.shiftKey ? -1 : 1);
  });
  byId("messages").addEventListener("keydown", inMessages);
  byId("skip").addEventListener("click", () => (seen(byId("box")) ? byId("box") : controlIn(document.querySelector("main")))?.focus());
}
