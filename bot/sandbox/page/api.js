// The sandbox's control API as this page uses it: one function a thing that a person can do or see.

/** What the sandbox refused, in its own words. */
export class Refused extends Error {}

/** The sandbox does not answer at all. */
export class Gone extends Error {}

async function ask(method, path, { query = {}, body = null } = {}) {
  const url = new URL(`/control/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = body ? { "content-type": "application/json" } : {};
  let answer;
  try {
    answer = await fetch(url, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  } catch (cause) {
    throw new Gone("The sandbox does not answer.", { cause });
  }
  const value = await answer.json().catch(() => ({ error: `HTTP ${answer.status}` }));
  if (!answer.ok) throw new Refused(value.error ?? `HTTP ${answer.status}`);
  return value;
}

const read = (path, query) => ask("GET", path, { query });
const act = (path, body) => ask("POST", path, { body });

export const me = () => read("me");
export const state = (as) => read("state", { as });
export const channel = (as, id) => read("channel", { as, channel: id });
export const wait = (after, seconds) => read("wait", { after, seconds });
export const file = (as, id) => read("file", { as, id });
export const calls = (vendor) => read("calls", vendor ? { vendor } : {});
export const envelopes = () => read("envelopes");
export const clock = () => read("clock");
export const world = () => read("world");
export const faults = () => read("faults");

export const command = (as, channel, text) => act("command", { as, channel, text });
export const post = (as, channel, text, thread_ts) => act("post", { as, channel, text, ...(thread_ts ? { thread_ts } : {}) });
export const edit = (as, channel, ts, text) => act("edit", { as, channel, ts, text });
export const remove = (as, channel, ts) => act("delete", { as, channel, ts });
export const click = (as, press) => act("click", { as, ...press });
export const submit = (as, view_id, values) => act("submit", { as, view_id, values });
export const close = (as, view_id, all) => act("close", { as, view_id, ...(all ? { all: true } : {}) });
export const options = (as, query) => act("options", { as, ...query });
export const shortcut = (as, callback_id, where = {}) => act("shortcut", { as, callback_id, ...where });
export const home = (as, tab) => act("home", { as, ...(tab ? { tab } : {}) });
export const pin = (as, channel, ts, remove) => act("pin", { as, channel, ts, ...(remove ? { remove: true } : {}) });
export const keep = (as, file) => act("upload", { as, ...file });
export const upload = (as, channel, file) => act("upload", { as, channel, ...file });
export const person = (change) => act("person", change);
export const react = (as, channel, ts, name, remove) => act("react", { as, channel, ts, name, ...(remove ? { remove: true } : {}) });
export const room = (as, change) => act("channel", { as, ...change });

export const fault = (body) => act("faults", body);
export const clearFaults = (id) => ask("DELETE", "faults", { query: id ? { id } : {} });
export const delivery = (body) => act("delivery", body);
export const socket = (kind) => act("socket", { do: kind });
export const plan = (body) => act("plan", body);
export const advance = (seconds) => act("clock", { advance: seconds });
