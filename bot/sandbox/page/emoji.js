// Emoji shortcodes that incident work uses, and the row that the reaction picker offers.

const SHORTCODES = {
  pushpin: "📌", eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", "+1": "👍", thumbsup: "👍",
  "-1": "👎", thumbsdown: "👎", pray: "🙏", rotating_light: "🚨", fire: "🔥", tada: "🎉", heart: "❤️", rocket: "🚀", warning: "⚠️",
  bell: "🔔", no_bell: "🔕", test_tube: "🧪", lock: "🔒", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock1: "🕐",
  pager: "📟", phone: "☎️", telephone_receiver: "📞", memo: "📝", mag: "🔍", bulb: "💡", hammer: "🔨", wrench: "🔧",
  gear: "⚙️", link: "🔗", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", black_small_square: "▪️", repeat: "🔁",
  white_circle: "⚪", black_circle: "⚫", large_purple_circle: "🟣", information_source: "ℹ️", question: "❓",
  exclamation: "❗", wave: "👋", raised_hands: "🙌", clap: "👏", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", leftwards_arrow_with_hook: "↩️", recycle: "♻️", package: "📦",
  bug: "🐛", ship: "🚢", calendar: "📅", date: "📅", busts_in_silhouette: "👥", bust_in_silhouette: "👤", star: "⭐",
  framed_picture: "🖼", medal: "🏅", first_place_medal: "🥇", second_place_medal: "🥈", third_place_medal: "🥉", books: "📚", book: "📖", speech_balloon: "💬",
  zzz: "💤", snowflake: "❄️", shield: "🛡️", construction: "🚧", ambulance: "🚑", fire_engine: "🚒", stopwatch: "⏱️",
};

/** What the reaction picker offers, the timeline's 📌 first. */
export const PICKS = ["pushpin", "eyes", "+1", "white_check_mark", "rotating_light", "fire", "pray", "tada", "heart", "rocket"];

const tile = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const drawn = new Map();

/** What the browser draws for a character, as data: to tell a picture from the box of a missing one. */
function drawing(text) {
  tile.canvas.width = tile.canvas.height = 24;
  tile.font = "18px system-ui, sans-serif";
  tile.fillText(text, 1, 18);
  return tile.getImageData(0, 0, 24, 24).data.join();
}

const inWords = new URLSearchParams(location.search).get("emoji") === "words";
const MISSING = drawing("\u{10FFFD}");

/** Whether this machine has a font with that picture. */
function canDraw(picture) {
  if (!drawn.has(picture)) drawn.set(picture, !inWords && drawing(picture) !== MISSING);
  return drawn.get(picture);
}

const NAMES = new Map(Object.entries(SHORTCODES).map(([name, picture]) => [picture, name]));
const PICTURES = new RegExp([...NAMES.keys()].sort((one, other) => other.length - one.length).join("|"), "g");

/** Text with every picture that no font has here as its shortcode, so that no line ends in empty boxes. */
export const legible = (text) => text.replace(PICTURES, (picture) => (canDraw(picture) ? picture : `:${NAMES.get(picture)}:`));

/** The picture of a shortcode, or the shortcode itself where it is not known here. */
export const emoji = (name) => SHORTCODES[name.replace(/::skin-tone-\d$/, "")] ?? `:${name}:`;

export const knows = (name) => name in SHORTCODES;
