// Shortcuts. A screen lists its own while it is shown; keys in fields are text.

const common = [];
let screen = [];

export const KEYS_OF_PAGE = common;
export const keysOfScreen = () => screen;

/** @param list of { keys, says, does (none: only listed) }; keys as `KeyboardEvent.key`, two keys in turn with a blank */
export function setScreenKeys(list) {
  screen = list;
}
export function setCommonKeys(list) {
  common.splice(0, common.length, ...list);
}

let before = "";
let beforeAt = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target;
  const typing = target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT"
    || (target.tagName === "INPUT" && target.type !== "checkbox");
  if (typing) {
    if (event.key === "Escape") target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const pressed = event.key;
  const pair = event.timeStamp - beforeAt < 1200 ? `${before} ${pressed}` : "";
  before = pressed;
  beforeAt = event.timeStamp;
  const all = [...screen, ...common].filter((key) => key.does); // those without are the browser's own
  const found = all.find((key) => key.keys.includes(pair)) ?? all.find((key) => key.keys.includes(pressed));
  if (!found) return;
  // Enter and blank on a button or link are that button's.
  if ((pressed === "Enter" || pressed === " ") && /^(BUTTON|A|SUMMARY|INPUT)$/.test(target.tagName)) return;
  before = "";
  event.preventDefault();
  found.does();
});
