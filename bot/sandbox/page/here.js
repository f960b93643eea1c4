// Where the reader stands: who they are, which room is open, and what was last read of the world.

export const here = {
  me: { people: [], bot: { id: "", name: "Tocsin" }, commands: [], shortcuts: [], tabs: {} },
  person: "",
  room: "",
  state: { channels: [], modals: [], home: null, toast: [], groups: [] },
  feed: { channel: null, pins: [], messages: [] },
  threads: new Set(),
  dismissed: new Set(),
};

/** The sandbox's time now, in milliseconds: the wall clock plus what was skipped. */
export const now = () => Date.now() + (here.me.offset ?? 0) * 1000;

export const member = (id) => here.me.people.find((person) => person.id === id);
export const isBot = (id) => id === here.me.bot?.id;
export const roomById = (id) => here.state.channels.find((room) => room.id === id);

/** What to call a Slack id, as Slack would show it. */
export function nameOf(id) {
  if (isBot(id)) return here.me.bot.name;
  if (id === "USLACKBOT") return "Slackbot";
  const group = here.state.groups?.find((one) => one.id === id);
  if (group) return group.handle;
  const person = member(id);
  return person ? person.real_name || person.name : id || "someone";
}

export function roomName(room) {
  if (!room) return "";
  if (!room.is_im) return room.name;
  return nameOf(room.user && room.user !== here.person ? room.user : here.me.bot.id);
}

/** Whether the reader can write in the open room. */
export function mayWrite() {
  const room = roomById(here.room);
  return Boolean(room && (room.is_member || room.is_im) && !room.is_archived);
}

/** The address of a person's view of a room (and a message in it): to reload, or to open beside another's. */
export const hashFor = (person, room, ts = "") => `#${person}/${room}${ts ? `/${ts}` : ""}`;

export function readHash() {
  const [person = "", room = "", ts = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { person, room, ts };
}

export const goTo = (room, person = here.person, ts = "") => {
  location.hash = hashFor(person, room, ts);
};

const LAST = "sandbox-person";

/** Who the reader was when this browser was last here: an address without a person means them. */
export const lastPerson = () => sessionStorage.getItem(LAST) ?? "";
export const rememberPerson = (id) => sessionStorage.setItem(LAST, id);
