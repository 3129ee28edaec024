// What was asked for, how far it is, and how it ended for each process: rolls that others began too.

import { Live, h, iconButton, stateWord, time } from "./parts.js";
import { abort, summary } from "./actions.js";
import { plural } from "./format.js";
import { changed, isOfDaemon, readOnly, store } from "./store.js";

const GOOD_MILLIS = 6_000;
const LINES = 12;
const KINDS = { "rolling-restart": "Rolling restart", "rolling-update": "Rolling update", scale: "Scale", restart: "Restart", start: "Start", stop: "Stop", reload: "Reload", signal: "Signal", "clear-logs": "Clear logs", update: "Update" };

const lineState = (line) => (line.ok === true ? "done" : line.ok === false ? line.error ?? "failed" : line.phase ?? (line.state ? stateWord(line.state) : "waiting"));

/** Takes away what has ended, read or not. */
export function dismissEnded() {
  for (const [id, operation] of store.operations) if (operation.done) store.operations.delete(id);
  changed();
}

export class Activity extends Live {
  look() {
    return [...store.operations.values()];
  }

  componentDidMount() {
    super.componentDidMount();
    this.timer = setInterval(() => this.sweep(), 1000);
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    clearInterval(this.timer);
  }

  /** What went well goes by itself; what did not stays until it is read. */
  sweep() {
    for (const [id, operation] of store.operations) {
      if (!operation.done || operation.kept) continue;
      operation.ended ??= Date.now();
      const bad = operation.failed || operation.results.some((line) => line.ok === false) || (operation.outcome && !["done", "nothing to do"].includes(operation.outcome));
      if (!bad && Date.now() - operation.ended > GOOD_MILLIS) this.drop(id);
    }
  }

  drop(id) {
    store.operations.delete(id);
    changed();
  }

  render() {
    const all = [...store.operations.values()].reverse();
    return h("aside", { class: "activity", "aria-label": "Activity" }, h("div", { role: "status", "aria-live": "polite" }, all.map((operation) => this.one(operation))));
  }

  one(operation) {
    const { id, results, done } = operation;
    const finished = results.filter((line) => line.ok !== null && line.ok !== undefined).length;
    const failed = results.filter((line) => line.ok === false);
    const bad = operation.failed || failed.length > 0 || (done && operation.outcome && !["done", "nothing to do"].includes(operation.outcome));
    const title = operation.title ?? KINDS[operation.kind] ?? operation.kind;
    const said = done ? operation.outcome ?? summary(results) : results.length ? `${finished} of ${results.length}` : "…";
    const lines = done ? failed : results.filter((line) => line.ok !== true);
    return h("article", { key: id, class: `operation ${done ? (bad ? "bad" : "good") : "wait"}` },
      h("header", null,
        h("strong", null, title), h("span", { class: "said" }, said),
        !done && isOfDaemon(operation) && !readOnly() && h("button", { type: "button", class: "quiet", onClick: () => abort(operation) }, "Abort"),
        done && iconButton("close", `Dismiss: ${title}`, () => this.drop(id))),
      !done && h("progress", { max: Math.max(1, results.length), value: results.length ? finished : undefined, "aria-label": title }),
      operation.reason && h("p", null, operation.reason),
      operation.problems?.length > 0 && h("p", null, h("a", { href: "#/config" }, "See the problems in Configuration")),
      lines.length > 0 && h("ul", null,
        lines.slice(0, LINES).map((line) => h("li", { key: line.namespec }, h("span", { class: "name" }, line.namespec), h("span", null, lineState(line)))),
        lines.length > LINES && h("li", null, `and ${plural(lines.length - LINES, "more", "more")}`)),
      h("footer", null, time(operation.begun)));
  }
}
