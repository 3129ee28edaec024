// Small pieces that every screen is made of.

import { Component, Fragment, createRef, h, render } from "./lib/preact.module.js";
import { duration, exact, when } from "./format.js";
import { keepsEnding, now, store, subscribe } from "./store.js";

export { Component, Fragment, createRef, h, render };

/** A component that is drawn anew when the store has changed and `look` sees something else. */
export class Live extends Component {
  componentDidMount() {
    this.seen = this.look();
    this.unsubscribe = subscribe(() => {
      const next = this.look();
      if (next.length !== this.seen.length || next.some((value, i) => value !== this.seen[i])) {
        this.seen = next;
        this.forceUpdate();
      }
    });
  }

  componentWillUnmount() {
    this.unsubscribe();
  }

  /** What of the store is shown; override. */
  look() {
    return [store.version, store.tick];
  }
}

const PATHS = {
  start: "M5 3.5v9l7-4.5z",
  stop: "M4 4h8v8H4z",
  restart: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
  rolling: "M2.5 8a5.5 5.5 0 0 1 9.6-3.6M13.5 8a5.5 5.5 0 0 1-9.6 3.6M12.5 1.8v3h-3M3.5 14.2v-3h3",
  logs: "M3 4h10M3 8h10M3 12h6",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  close: "M4 4l8 8M12 4l-8 8",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3",
  down: "M8 3v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10",
  up: "M8 12.5v-9M4.5 7L8 3.5 11.5 7",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  back: "M9.5 3.5L5 8l4.5 4.5",
  help: "M6 6a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.1v.5M8 12h.01",
  signal: "M8.8 1.5L3.5 9H8l-.8 5.5L12.5 7H8z",
  broom: "M3 13h10M5 13V7h6v6M8 7V3",
  scale: "M3 13V9M6.5 13V6M10 13V8M13.5 13V3",
};
const FILLED = new Set(["start", "stop", "signal"]);

export const icon = (name) =>
  h("svg", { class: FILLED.has(name) ? "icon filled" : "icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    h("path", { d: PATHS[name] }));

export const iconButton = (name, label, onClick, more = {}) =>
  h("button", { type: "button", class: "quiet square", title: label, "aria-label": label, onClick, ...more }, icon(name));

// A state has a shape of its own, a word and a colour, in this order of weight.
const SHAPES = {
  RUNNING: h("circle", { cx: 6, cy: 6, r: 4.5 }),
  NOTREADY: [h("circle", { cx: 6, cy: 6, r: 4, class: "line" }), h("circle", { cx: 6, cy: 6, r: 1.6 })],
  STARTING: [h("circle", { cx: 6, cy: 6, r: 4, class: "line" }), h("path", { d: "M6 1.5a4.5 4.5 0 0 1 0 9z" })],
  STOPPING: [h("circle", { cx: 6, cy: 6, r: 4, class: "line" }), h("path", { d: "M1.5 6a4.5 4.5 0 0 0 9 0z" })],
  BACKOFF: h("path", { d: "M6 1l5.5 10H.5z" }),
  FATAL: h("path", { d: "M2 2l8 8M10 2l-8 8", class: "line thick" }),
  EXITED: h("circle", { cx: 6, cy: 6, r: 4, class: "line" }),
  STOPPED: h("rect", { x: 2, y: 2, width: 8, height: 8, rx: 1.5, class: "line" }),
  UNKNOWN: h("path", { d: "M6 .8L11.2 6 6 11.2.8 6z", class: "line" }),
};
const WORDS = {
  RUNNING: "Running", NOTREADY: "Not ready", STARTING: "Starting", STOPPING: "Stopping", BACKOFF: "Backing off",
  FATAL: "Fatal", EXITED: "Exited", STOPPED: "Stopped", UNKNOWN: "Unknown",
};
const TONES = {
  RUNNING: "good", NOTREADY: "wait", STARTING: "wait", STOPPING: "wait", BACKOFF: "wait", FATAL: "bad", UNKNOWN: "bad",
  EXITED: "calm", STOPPED: "calm",
};

/** The state as it is shown: a process that runs and does not serve is another thing. */
export function shownState(p) {
  return p.statename === "RUNNING" && !p.ready ? "NOTREADY" : p.statename;
}
export const stateWord = (name) => WORDS[name] ?? name;
export const tone = (name) => TONES[name] ?? "calm";
export const shape = (name) =>
  h("svg", { class: "shape", viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, SHAPES[name] ?? SHAPES.UNKNOWN);
export const stateMark = (name, extra = "") =>
  h("span", { class: `state ${tone(name)} ${extra}` }, shape(name), h("span", null, stateWord(name)));

/** A local time; the exact one on hover. */
export function time(value) {
  const date = value instanceof Date ? value : new Date(typeof value === "number" ? value * 1000 : value);
  return h("time", { dateTime: date.toISOString(), title: exact(date) }, when(date));
}

export const uptime = (p) =>
  (p.statename === "RUNNING" && p.start ? h("time", { title: `since ${exact(new Date(p.start * 1000))}` }, duration(now() - p.start)) : "");

/** Why a process is as it is, in one line; empty where there is nothing to say. */
export function reason(p) {
  if (p.statename === "RUNNING" && !p.ready) return p.readiness.why;
  if (keepsEnding(p)) return `keeps ending, ${p.exits} times so far${p.exitstatus > 0 ? `, last with exit status ${p.exitstatus}` : ""}`;
  if (p.statename === "RUNNING") return "";
  if (p.fault && p.statename !== "STARTING") return `${p.fault.detail}${p.fault.errno ? ` (${p.fault.errno}, while ${p.fault.step})` : ""}`;
  if (p.statename === "EXITED") return p.cause ?? (p.exitstatus === -1 ? "ended by a signal" : `exit status ${p.exitstatus}`);
  if (p.statename === "BACKOFF" || p.statename === "FATAL") return p.spawnerr || p.cause || "";
  return p.statename === "STARTING" || p.statename === "STOPPED" ? p.readiness.why : "";
}

/** A small line of the last values; the number beside it says the same. */
export function spark(values, least) {
  if (!values || values.length < 2) return h("svg", { class: "spark", viewBox: "0 0 56 18", width: 56, height: 18, "aria-hidden": "true" });
  const most = Math.max(least, ...values) * 1.05;
  const step = 56 / (values.length - 1);
  let line = "";
  values.forEach((v, i) => { line += `${(i * step).toFixed(1)},${(17 - (v / most) * 16).toFixed(1)} `; });
  return h("svg", { class: "spark", viewBox: "0 0 56 18", width: 56, height: 18, "aria-hidden": "true" }, h("polyline", { points: line }));
}

export const empty = (title, ...text) => h("div", { class: "empty" }, h("h2", null, title), h("p", null, text));

/** An error, with what to do about it. */
export const fault = (failure, retry) =>
  h("div", { class: "fault", role: "alert" },
    h("p", null, h("strong", null, "That did not work. "), failure.message),
    retry && h("button", { type: "button", onClick: retry }, "Try again"));

export const facts = (pairs) =>
  h("dl", { class: "facts" }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => h("div", { key: name }, h("dt", null, name), h("dd", null, value))));

export const toggle = (label, on, onClick, more = {}) =>
  h("button", { type: "button", class: on ? "toggle on" : "toggle", "aria-pressed": String(on), onClick, ...more }, label);
