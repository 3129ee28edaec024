// One process: what it is, what happened to it, what it uses.

import { Live, Fragment, empty, facts, fault, h, icon, iconButton, reason, shape, shownState, stateMark, stateWord, time, tone, uptime } from "./parts.js";
import { act, actionKeys, can, scaleThat } from "./actions.js";
import { runs } from "./ansi.js";
import { get, processPath } from "./api.js";
import { bytes, display, percent, plural, when } from "./format.js";
import { setScreenKeys } from "./keys.js";
import { Plot } from "./plot.js";
import { go, href } from "./router.js";
import { LogView } from "./logview.js";
import { isProblem, now, readOnly, store } from "./store.js";

const BYTE_STEPS = Array.from({ length: 30 }, (_, i) => 2 ** (i + 12));
const RANGES = [["Minutes", 0], ["1 hour", 3600], ["4 hours", 14400]];
const LIMITS = ["umask", "priority", "autostart", "autorestart", "startsecs", "startretries", "exitcodes", "stopsignal", "stopwaitsecs", "stopasgroup", "killasgroup", "numprocs"];
const SHOWN = new Set(["group", "name", "command", "directory", "user", "environment", "inuse", "group_priority", "host", "port", "protocol", "serverurl", "redirect_stderr", "depends_on", ...LIMITS]);

/** Last lines, with the colours that they were written in. */
const words = (lines) => h("pre", { tabIndex: 0, "aria-label": "Its last lines" },
  lines.map((line, i) => [i > 0 ? "\n" : "", runs(line, {}).map(([text, names]) => (names ? h("span", { class: names }, text) : text))]));

/** Where a stream goes. */
function output(channel, file, config) {
  if (file) return h("code", null, file);
  if (channel === "stderr" && config.redirect_stderr) return "stderr goes to stdout";
  const where = ["syslog", "journal"].filter((to) => config[`${channel}_${to}`]);
  return where.length ? `${channel} goes to the ${where.join(" and the ")}` : `${channel} is not kept`;
}

export class ProcessPage extends Live {
  state = { config: null, history: null, usage: null, failure: null, range: 0, probes: null };

  look() {
    return [store.processes.get(this.props.name), store.tick];
  }

  componentDidMount() {
    super.componentDidMount();
    this.load();
    setScreenKeys([
      ...actionKeys(() => [this.props.name]),
      { keys: ["l"], says: "Logs", does: () => go("logs", "", { s: `${this.props.name}/stdout,${this.props.name}/stderr` }) },
      { keys: ["Backspace", "u"], says: "Back to the overview", does: () => go("overview") },
    ]);
    this.timer = setInterval(() => { if (!document.hidden && store.connection.state === "live") this.loadFigures(); }, 4000);
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    setScreenKeys([]);
    clearInterval(this.timer);
  }

  componentDidUpdate() {
    // Its history is read anew when its state has changed.
    const p = store.processes.get(this.props.name);
    const mark = p && `${p.statename} ${p.start} ${p.exits} ${p.ready}`;
    if (this.mark !== undefined && mark !== this.mark) this.load();
    this.mark = mark;
  }

  load() {
    const path = processPath(this.props.name);
    Promise.all([get(`${path}/config`), get(`${path}/history`), get(path)])
      .then(([config, history, detail]) => this.setState({ config, history, detail, failure: null }))
      .catch((failure) => this.setState({ failure }));
    this.loadFigures();
  }

  /** What changes without an event: samples, and answers that say what was said before. */
  loadFigures() {
    const path = processPath(this.props.name);
    Promise.all([get(`${path}/usage`), get(`${path}/probes`)]).then(([usage, { probes }]) => this.setState({ usage, probes })).catch(() => {});
  }

  render({ name }, { config, history, failure, detail }) {
    const p = store.processes.get(name);
    if (!p) {
      return h("section", { class: "screen" }, h("h1", null, name),
        store.loaded ? empty("There is no such process", "It may have been removed by an update. ", h("a", { href: href("overview") }, "See all processes"), ".") : h("p", null, "Loading…"));
    }
    const shown = shownState(p);
    const why = reason(p);
    const button = (action, label, mark, more) => h("button", { type: "button", disabled: !can(action, p), onClick: () => act(action, [name]), ...more }, icon(mark), label);
    return h("section", { class: "screen" },
      h("div", { class: "title" },
        h("a", { class: "button quiet square", href: href("overview"), title: "Back to the overview", "aria-label": "Back to the overview" }, icon("back")),
        h("h1", null, display(p)), stateMark(shown), p.pid > 0 && h("span", { class: "faint" }, `pid ${p.pid}`), h("span", { class: "faint" }, uptime(p)),
        h("span", { class: "grow" }),
        !readOnly() && h("div", { class: "bulk" }, button("start", "Start", "start"), button("stop", "Stop", "stop"), button("restart", "Restart", "restart"),
          button("rolling", "Rolling", "rolling"), button("signal", "Signal…", "signal"), button("clear-logs", "Clear logs", "broom"),
          h("button", { type: "button", onClick: () => scaleThat([name]) }, icon("scale"), "Scale…")),
        h("a", { class: "button", href: href("logs", "", { s: `${name}/stdout,${name}/stderr` }) }, icon("logs"), "Logs")),
      why && h("div", { class: `note ${tone(shown) === "bad" ? "fault" : "wait"}`, role: "status" }, h("p", null, h("strong", null, `${stateWord(shown)}: `), why), this.advice(p)),
      failure && fault(failure, () => this.load()),
      isProblem(p) && this.lastWords(history),
      h("div", { class: "grid" },
        h("div", { class: "stack" }, config && this.what(p, config), config && this.needs(p, config, detail), config && this.more(config)),
        h("div", { class: "stack" }, this.usage(history), this.past(history), this.words(p))));
  }

  /** What one asks first of a process that is not well; the rest of its past is further down. */
  lastWords(history) {
    const end = history?.changes.find((c) => c.lines.length > 0);
    return end && h("section", { class: "card lastwords" },
      h("h2", null, "Its last lines", h("span", { class: "faint" }, `${stateWord(end.to)}${end.cause ? `, ${end.cause}` : ""}, `, time(end.time))),
      words(end.lines));
  }

  advice(p) {
    if (p.fault) return h("a", { href: "#/config" }, "See its configuration");
    if (p.statename === "FATAL" || p.statename === "BACKOFF") return h("a", { href: href("logs", "", { s: `${p.namespec}/stderr,${p.namespec}/stdout` }) }, "See what it wrote");
    return null;
  }

  what(p, config) {
    const environment = Object.entries(config.environment ?? {});
    return h("section", { class: "card" }, h("h2", null, "What it is"),
      facts([
        ["Command", h("code", null, config.command)],
        ["Program", `${p.program}${p.group === p.program ? "" : `, in group ${p.group}`}`],
        ["Scaled", p.drift && h(Fragment, null, `${plural(p.drift.running, "process", "processes")}, the file says ${p.drift.configured}; `, h("a", { href: href("config") }, "see what an update would change"))],
        ["User", config.user ?? "the daemon's"],
        ["Directory", config.directory ? h("code", null, config.directory) : "the daemon's"],
        ["Listens on", p.port ? `${p.host ?? "127.0.0.1"}:${p.port} (${config.protocol ?? "http"})` : ""],
        ["Started", p.start ? time(p.start) : "never"],
        ["Environment", environment.length ? h("details", null, h("summary", null, plural(environment.length, "variable")),
          h("ul", null, environment.map(([key, value]) => h("li", null, h("code", null, `${key}=${value}`))))) : ""],
        ["Output", h(Fragment, null, output("stdout", p.stdout_logfile, config), h("br"), output("stderr", p.stderr_logfile, config))],
      ]));
  }

  needs(p, config, detail) {
    const depends = (config.depends_on ?? []).map((item) => {
      const [on, condition] = [item.replace(/:(started|ready|exited)$/, ""), /:(started|ready|exited)$/.exec(item)?.[1] ?? "started"];
      const found = [...store.processes.values()].filter((o) => o.group === on || o.program === on || o.namespec === on || o.name === on);
      return h("li", null, h("a", { href: href(found.length === 1 ? "process" : "overview", found.length === 1 ? found[0].namespec : "", found.length === 1 ? {} : { q: on }) }, on), ` ${condition} `,
        found.slice(0, 6).map((o) => stateMark(shownState(o))));
    });
    const readiness = detail?.readiness ?? p.readiness;
    return h("section", { class: "card" }, h("h2", null, "Readiness and dependencies"),
      facts([
        ["Serves", h(Fragment, null, h("span", { class: `state wraps ${p.ready ? "good" : p.pid ? "wait" : "calm"}` }, shape(p.ready ? "RUNNING" : p.pid ? "NOTREADY" : "STOPPED"), p.ready ? "ready" : p.readiness.why || "not ready"),
          p.readiness.since ? h("span", { class: "faint" }, " since ", time(p.readiness.since)) : "")],
        ["Readiness", readiness.probe ? this.probe("readiness", config, `${config.readiness_failures ?? 3} failures in a row count`) : "none: it is ready when it runs"],
        ["Liveness", config.liveness ? this.probe("liveness", config, `restarted after ${config.liveness_failures ?? 3} failures in a row`) : "not asked"],
        ["Depends on", depends.length ? h("ul", null, depends) : ""],
      ]));
  }

  /** What is asked, how often, and what was answered last. */
  probe(kind, config, counts) {
    const found = this.state.probes?.find((probe) => probe.probe === kind);
    const [interval, timeout] = [config[`${kind}_interval`] ?? (kind === "readiness" ? 1 : 10), config[`${kind}_timeout`] ?? 2];
    const own = found?.kind === "notify" || found?.kind === "log";
    return h(Fragment, null, h("code", null, config[kind] ?? found?.kind ?? "tcp"),
      h("div", { class: "faint" }, own ? "told by itself" : `every ${interval} s, ${timeout} s to answer, ${counts}`),
      found && h("div", { class: `state wraps answer ${found.time === null ? "calm" : found.good ? "good" : "bad"}` }, shape(found.time === null ? "STOPPED" : found.good ? "RUNNING" : "FATAL"),
        found.time === null ? h("span", null, "no answer yet") : h("span", null, "last answer: ", found.says || (found.good ? "yes" : "no"), !found.good && found.failed > 0 && !own ? `, ${found.failed} of ${found.failures} in a row` : "", ", ", time(found.time))));
  }

  more(config) {
    const extra = Object.entries(config).filter(([key, value]) => !SHOWN.has(key) && value !== null && typeof value !== "object" && value !== false);
    return h("section", { class: "card" }, h("details", null, h("summary", null, "Limits, restarts and all other options"),
      facts([...LIMITS.filter((key) => config[key] !== undefined && config[key] !== null).map((key) => [key, String(config[key])]), ...extra.map(([key, value]) => [key, String(value)])])));
  }

  usage(history) {
    const { usage, range, at, zoom } = this.state;
    const chosen = RANGES[range];
    const points = usage ? (range === 0 ? usage.samples : usage.minutes).filter((x) => range === 0 || x[0] > (now() - chosen[1]) * 1000) : [];
    const times = points.map((x) => x[0] / 1000);
    const cpu = points.map((x) => x[1]);
    const rss = points.map((x) => x[2]);
    const marks = (history?.changes ?? []).filter((c) => c.to === "STARTING").map((c) => Date.parse(c.time) / 1000);
    const index = at ?? points.length - 1;
    const point = points[index];
    const moment = point && at !== undefined && at !== null ? ` at ${when(new Date(point[0]))}` : "";
    const pick = (next) => { if (next !== this.state.at) this.setState({ at: next ?? undefined }); };
    const zoomed = (window) => this.setState({ zoom: window, at: undefined });
    const choose = h("div", { class: "segments", role: "group", "aria-label": "Range" }, RANGES.map(([label], i) => h("button", { type: "button", class: i === range ? "toggle on" : "toggle", "aria-pressed": String(i === range), onClick: () => this.setState({ range: i, at: undefined, zoom: null }) }, label)));
    return h("section", { class: "card" }, h("h2", null, "CPU and memory", choose),
      points.length < 2 ? h("p", { class: "faint" }, "The first samples come in a few seconds.")
        : h("div", { class: "plots" },
          h("div", { class: "plot" }, h("h3", null, "CPU, percent of one core", h("b", null, point && percent(point[1]), moment)),
            h(Plot, { key: `cpu ${range}`, data: [times, cpu], marks, zoom, onZoom: zoomed, least: 5, format: (v) => `${v} %`, onPoint: pick, label: `CPU over time, now ${percent(point?.[1])}` })),
          h("div", { class: "plot" }, h("h3", null, "Memory, resident", h("b", null, point && bytes(point[2]), moment)),
            h(Plot, { key: `rss ${range}`, data: [times, rss], marks, zoom, onZoom: zoomed, least: 1048576, steps: BYTE_STEPS, format: bytes, onPoint: pick, label: `Memory over time, now ${bytes(point?.[2])}` })),
          h("p", { class: "faint" }, `Dashed lines are starts: ${this.within(marks, zoom ?? [times[0], times[times.length - 1]])} in this range. `,
            zoom ? [`Shown is ${when(new Date(zoom[0] * 1000))} to ${when(new Date(zoom[1] * 1000))}. `, h("button", { type: "button", onClick: () => zoomed(null) }, "Show all")] : "Drag over a plot to zoom in.")));
  }

  within(times, [from, to]) {
    return times.filter((at) => at >= from && at <= to).length;
  }

  past(history) {
    if (!history) return null;
    return h("section", { class: "card" }, h("h2", null, "History", h("span", { class: "faint" }, `${plural(history.restarts, "restart")}, ${plural(history.exits, "end")} nobody asked for`)),
      history.changes.length === 0 ? h("p", { class: "faint" }, "Nothing has happened since the daemon began.")
        : h("ul", { class: "history" }, history.changes.map((c) => h("li", { key: c.time + c.to },
          h("span", { class: tone(c.to) }, shape(c.to)), h("span", null, h("b", null, stateWord(c.to)), c.cause ? `, ${c.cause}` : ""), time(c.time),
          c.lines.length > 0 && words(c.lines)))));
  }

  words(p) {
    const channel = p.stdout_logfile || !p.stderr_logfile ? "stdout" : "stderr";
    return h("section", { class: "card daemonlog" }, h("h2", null, "What it writes"),
      h(LogView, { key: p.namespec, sources: [{ namespec: p.namespec, channel }], title: channel, small: true }));
  }
}
