// The daemon itself: its log, what it uses, what it tells, and its end.

import { Live, facts, h, icon, shape, stateWord, time, tone } from "./parts.js";
import { attempt } from "./actions.js";
import { post } from "./api.js";
import { ask } from "./dialogs.js";
import { setScreenKeys } from "./keys.js";
import { bytes, duration, percent, plural } from "./format.js";
import { LogView } from "./logview.js";
import { href } from "./router.js";
import { loadInfo, readOnly, store } from "./store.js";

const REFRESH_MILLIS = 5000;
const TYPES = ["state", "readiness", "operation", "config", "upstream", "group", "process", "supervisor"];

function sentence(e) {
  switch (e.type) {
    case "state": return [h("a", { href: href("process", e.namespec) }, e.namespec), ` ${stateWord(e.from)} → ${stateWord(e.to)}${e.cause ? `, ${e.cause}` : ""}`];
    case "readiness": return [h("a", { href: href("process", e.namespec) }, e.namespec), e.ready ? " is ready" : ` is not ready${e.why ? `: ${e.why}` : ""}`];
    case "operation": return e.outcome ? `${e.kind} ${e.id} ended: ${e.outcome}. ${e.reason ?? ""}` : `${e.kind} ${e.id}: ${e.namespec} ${e.phase}`;
    case "group": return `group ${e.group} ${e.change}`;
    case "process": return `${e.namespec} ${e.change}`;
    case "config": return `files read: ${plural(e.added.length, "group")} added, ${e.changed.length} changed, ${e.removed.length} removed`;
    case "upstream": return `${e.upstream}: ${e.in} of ${e.instances} take requests${e.problem ? `; ${e.problem}` : ""}`;
    case "supervisor": return `the daemon is ${e.state}`;
    default: return e.type;
  }
}
const mark = (e) => (e.type === "state" ? e.to : e.type === "readiness" ? (e.ready ? "RUNNING" : "NOTREADY") : e.problem || (e.outcome && e.outcome !== "done") ? "BACKOFF" : "EXITED");

export class DaemonPage extends Live {
  state = { type: "" };

  look() {
    return [store.info, store.events[0]];
  }

  componentDidMount() {
    super.componentDidMount();
    loadInfo().catch(() => {});
    setScreenKeys(readOnly() ? [] : [
      { keys: ["R"], says: "Reload the daemon", does: () => this.reload() },
      { keys: ["Q"], says: "Shut the daemon down", does: () => this.shutdown() },
    ]);
    this.timer = setInterval(() => { if (!document.hidden && store.connection.state === "live") loadInfo().catch(() => {}); }, REFRESH_MILLIS);
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    setScreenKeys([]);
    clearInterval(this.timer);
  }

  async reload() {
    const yes = await ask({ title: "Reload the daemon?", text: `Everything stops (${plural(store.processes.size, "process", "processes")}), the files are read again, and everything that starts by itself is started. Files with errors are refused before anything stops.`, action: "Stop all and reload", danger: true, type: store.info.identifier });
    if (yes) attempt("Reload", () => post("api/v1/config/reload"));
  }

  async shutdown() {
    const yes = await ask({ title: "Shut the daemon down?", text: `All ${plural(store.processes.size, "process", "processes")} stop, then the daemon ends and this page with it. It can not be started again from here.`, action: "Shut down", danger: true, type: store.info.identifier });
    if (yes) attempt("Shutdown", () => post("api/v1/shutdown"));
  }

  render(_, { type }) {
    const i = store.info;
    const r = i.resources;
    const events = store.events.filter((e) => !type || e.type === type).slice(0, 100);
    const meter = (part, whole) => h("div", { class: "meter", "aria-hidden": "true" }, h("i", { style: { width: `${Math.min(100, (100 * part) / whole)}%` } }));
    return h("section", { class: "screen" },
      h("div", { class: "title" }, h("h1", null, "Daemon"), h("span", { class: `state ${i.state === "RUNNING" ? "good" : "wait"}` }, shape(i.state === "RUNNING" ? "RUNNING" : "STOPPING"), stateWord(i.state)), h("span", { class: "grow" }),
        !readOnly() && h("button", { type: "button", onClick: () => this.reload() }, icon("restart"), "Reload…"),
        !readOnly() && h("button", { type: "button", onClick: () => this.shutdown() }, icon("stop"), "Shut down…")),
      h("div", { class: "grid" },
        h("div", { class: "stack" },
          h("section", { class: "card" }, h("h2", null, "About"), facts([
            ["Identifier", i.identifier], ["Version", `${i.version}, as supervisord ${i.classicVersion}`], ["Pid", i.pid], ["Up for", duration(i.uptime)],
            ["Configuration", h("code", null, i.configFile)], ["Signed in as", i.user ?? "nobody: this server asks for no password"],
          ])),
          h("section", { class: "card" }, h("h2", null, "What the daemon uses"), facts([
            ["CPU", percent(r.cpu)], ["Memory", bytes(r.rss)],
            ["Heap", h("div", null, `${bytes(r.heapUsed)} of ${bytes(r.heapMost)}`, meter(r.heapUsed, r.heapMost))],
            ["Streams", h("div", null, `${r.streams} of ${r.streamsMost}`, meter(r.streams, r.streamsMost))],
          ])),
          h("section", { class: "card" }, h("h2", null, "Events", h("span", { class: "grow" }), h("label", null, h("span", { class: "sr" }, "Kind of event"),
            h("select", { value: type, onChange: (e) => this.setState({ type: e.target.value }) }, h("option", { value: "" }, "All kinds"), TYPES.map((t) => h("option", { value: t }, t))))),
          events.length === 0 ? h("p", { class: "faint" }, "What happens from now on is listed here.")
            : h("ul", { class: "history" }, events.map((e) => h("li", { key: e.time + e.type + (e.namespec ?? "") }, h("span", { class: tone(mark(e)) }, shape(mark(e))), h("span", null, sentence(e)), time(e.time)))))),
        h("section", { class: "card daemonlog tall" }, h(LogView, { sources: [{ namespec: "", channel: "" }], title: "Main log", wrap: true }))));
  }
}
