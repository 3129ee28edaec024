// Everything at a glance. Rows are drawn only where they are seen, and only when what they show has changed.

import { Component, Live, Fragment, createRef, h, icon, iconButton, empty, reason, shape, shownState, spark, stateMark, stateWord, toggle, tone, uptime } from "./parts.js";
import { act, actionKeys, can, programOf, scale, scaleThat } from "./actions.js";
import { bytes, display, duration, percent, plural } from "./format.js";
import { setScreenKeys } from "./keys.js";
import { go, href, refine, route } from "./router.js";
import { isProblem, now, readOnly, store } from "./store.js";

const OVERSCAN = 6;
const ORDER = ["FATAL", "UNKNOWN", "BACKOFF", "NOTREADY", "STOPPING", "STARTING", "RUNNING", "EXITED", "STOPPED"];
const RANK = new Map(ORDER.map((name, i) => [name, i]));
const narrow = window.matchMedia("(max-width: 52rem)");
const byName = (a, b) => (a.namespec < b.namespec ? -1 : a.namespec > b.namespec ? 1 : 0);

const COLUMNS = [
  { id: "name", title: "Process", key: (p) => p.namespec },
  { id: "state", title: "State", key: (p) => RANK.get(shownState(p)) },
  { id: "pid", title: "Pid", number: true, key: (p) => p.pid },
  { id: "uptime", title: "Uptime", number: true, key: (p) => (p.statename === "RUNNING" ? -p.start : 1) },
  { id: "restarts", title: "Restarts", number: true, key: (p) => p.restarts },
  { id: "port", title: "Port", number: true, key: (p) => p.port ?? 0 },
  { id: "cpu", title: "CPU", number: true, key: (p) => p.cpu ?? -1, falls: true },
  { id: "memory", title: "Memory", number: true, key: (p) => p.rss ?? -1, falls: true },
];

let lastCurrent = ""; // where one was before a look at another screen

function byGroup(processes) {
  const groups = new Map();
  for (const p of processes) {
    if (!groups.has(p.group)) groups.set(p.group, []);
    groups.get(p.group).push(p);
  }
  return groups;
}

/** What an address says of the list: the filter, and how it is sorted. */
const listed = (query) => ({
  filter: query.get("q") ?? "", states: new Set((query.get("state") ?? "").split(",").filter(Boolean)),
  problems: query.get("problems") === "1", grouped: query.get("flat") !== "1", sort: query.get("sort") ?? "name", falls: query.get("falls") === "1",
});

/** Another number runs than the file says: the next update would change it. */
const drifts = (p) => p.drift && h("a", { class: "badge wait", href: href("config"), title: `${p.program} was scaled: ${p.drift.running} run, the file says ${p.drift.configured}; an update goes back to that` },
  `${p.program}: ${p.drift.running}, file says ${p.drift.configured}`);

/** One process. */
class Row extends Component {
  shouldComponentUpdate(next) {
    const before = this.props;
    return next.p !== before.p || next.top !== before.top || next.selected !== before.selected || next.current !== before.current
      || next.index !== before.index || next.member !== before.member || (next.tick !== before.tick && next.p.pid > 0) || next.narrow !== before.narrow;
  }

  render({ p, top, index, selected, current, onSelect, onFocus, member, narrow: small }) {
    const past = store.usage.get(p.namespec);
    const shown = shownState(p);
    const why = reason(p);
    const up = p.statename === "RUNNING" || p.statename === "STARTING";
    const cell = (name, ...content) => h("div", { role: "cell", class: `c-${name}` }, content);
    return h("div", {
      role: "row", class: `row ${selected ? "selected" : ""} ${member ? "member" : ""} ${why ? "says" : ""}`, "aria-rowindex": index + 2, tabIndex: current ? 0 : -1,
      "data-name": p.namespec, style: { transform: `translateY(${top}px)` }, onFocus: () => onFocus(p.namespec),
    },
    cell("check", h("input", { type: "checkbox", "aria-label": `Select ${p.namespec}`, tabIndex: -1, checked: selected, onChange: (e) => onSelect(p.namespec, e) })),
    cell("name", h("a", { href: href("process", p.namespec), tabIndex: -1 }, member ? p.name : display(p)), !member && drifts(p), why && h("span", { class: `why ${shown === "RUNNING" ? "wait" : tone(shown)}`, title: why }, why)),
    cell("state", stateMark(shown), why && small && h("span", { class: `why ${shown === "RUNNING" ? "wait" : tone(shown)}` }, why)),
    cell("pid", p.pid || ""),
    cell("uptime", uptime(p)),
    cell("restarts", p.restarts ? h("span", { class: p.exits ? "warm" : "", title: `${plural(p.restarts, "restart")}, ${plural(p.exits, "end")} that nobody asked for` }, p.restarts) : h("span", { class: "faint" }, "0")),
    cell("port", p.port ?? ""),
    cell("cpu", small || !p.pid ? null : spark(past?.cpu, 10), h("span", null, percent(p.cpu))),
    cell("memory", small || !p.pid ? null : spark(past?.mib, 8), h("span", null, bytes(p.rss))),
    cell("actions",
      !readOnly() && (up ? iconButton("stop", `Stop ${p.namespec}`, () => act("stop", [p.namespec]), { tabIndex: -1 })
        : iconButton("start", `Start ${p.namespec}`, () => act("start", [p.namespec]), { tabIndex: -1, disabled: !can("start", p) })),
      !readOnly() && iconButton("restart", `Restart ${p.namespec}`, () => act("restart", [p.namespec]), { tabIndex: -1, disabled: !can("restart", p) }),
      h("a", { class: "button quiet square", href: href("logs", "", { s: `${p.namespec}/stdout` }), tabIndex: -1, title: `Logs of ${p.namespec}`, "aria-label": `Logs of ${p.namespec}` }, icon("logs"))));
  }
}

/** The head of a group, with what can be done to all of it: also to those that a filter hides. */
function GroupRow({ group, top, index, processes, whole, allSelected, onSelect }) {
  const counts = new Map();
  for (const p of processes) counts.set(shownState(p), (counts.get(shownState(p)) ?? 0) + 1);
  const shown = processes.map((p) => p.namespec);
  const names = whole.map((p) => p.namespec);
  const program = programOf(whole);
  const target = [`${group}:*`];
  return h("div", { role: "row", class: "row group", "aria-rowindex": index + 2, style: { transform: `translateY(${top}px)` } },
    h("div", { role: "cell", class: "c-check" }, h("input", { type: "checkbox", "aria-label": `Select the group ${group}`, checked: allSelected, onChange: () => onSelect(shown, !allSelected) })),
    h("div", { role: "cell", class: "c-group", "aria-colspan": COLUMNS.length },
      h("strong", null, group),
      ORDER.filter((name) => counts.has(name)).map((name) => h("span", { class: `state ${tone(name)}`, title: stateWord(name) }, shape(name), counts.get(name), h("span", { class: "sr" }, ` ${stateWord(name)}`))),
      shown.length < names.length && h("span", { class: "faint" }, `${shown.length} of ${names.length} shown`),
      [...new Map(processes.filter((p) => p.drift).map((p) => [p.program, p])).values()].map(drifts)),
    h("div", { role: "cell", class: "c-actions" }, !readOnly() && h(Fragment, null,
      iconButton("start", `Start group ${group}`, () => act("start", target, names)),
      iconButton("stop", `Stop group ${group}`, () => act("stop", target, names)),
      iconButton("restart", `Restart group ${group}`, () => act("restart", target, names)),
      iconButton("signal", `Signal to group ${group}`, () => act("signal", target, names), { class: "quiet square roomy" }),
      iconButton("broom", `Clear logs of group ${group}`, () => act("clear-logs", target, names), { class: "quiet square roomy" }),
      names.length > 1 && iconButton("rolling", `Rolling restart of group ${group}`, () => act("rolling", target, names)),
      program && iconButton("scale", `Scale ${program}`, () => scale(program, names.length)))));
}

export class Overview extends Live {
  list = createRef();
  search = createRef();

  constructor() {
    super();
    this.state = { ...listed(route().query), selected: new Set(), current: lastCurrent, from: 0, to: 40 };
  }

  componentDidUpdate(before) {
    // A link to another list of the same screen.
    if (this.props.query !== before.query) this.setState(listed(this.props.query), () => this.measure());
  }

  componentDidMount() {
    super.componentDidMount();
    this.onScroll = () => this.measure();
    window.addEventListener("scroll", this.onScroll, { passive: true });
    window.addEventListener("resize", this.onScroll);
    this.onNarrow = () => this.forceUpdate(() => this.measure());
    narrow.addEventListener("change", this.onNarrow);
    // Uptimes grow.
    this.timer = setInterval(() => {
      if (document.hidden) return;
      store.tick++;
      this.arranged = null; // who kept ending and stays up for a while is no problem any more
      this.forceUpdate();
    }, 5000);
    setScreenKeys([
      { keys: ["/"], says: "Filter", does: () => this.search.current.focus() },
      { keys: ["j", "ArrowDown"], says: "Next process", does: () => this.move(1) },
      { keys: ["k", "ArrowUp"], says: "Previous process", does: () => this.move(-1) },
      { keys: ["Enter", "o"], says: "Open the process", does: () => this.withCurrent((name) => go("process", name)) },
      { keys: ["l"], says: "Its logs", does: () => this.withCurrent((name) => go("logs", "", { s: `${name}/stdout` })) },
      { keys: [" ", "x"], says: "Select or not", does: () => this.withCurrent((name) => this.select(name)) },
      { keys: ["A"], says: "Select all that are shown, or none", does: () => this.selectShown() },
      ...actionKeys(() => this.meant()).map((key, i) => (i ? key : { ...key, says: `${key.says} (the selection, or this one)` })),
      { keys: ["p"], says: "Only problems", does: () => this.refine({ problems: !this.state.problems }) },
      { keys: ["Escape"], says: "Clear selection and filter", does: () => this.refine({ selected: new Set(), filter: "", problems: false, states: new Set() }) },
    ]);
    this.measure();
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    lastCurrent = this.state.current;
    window.removeEventListener("scroll", this.onScroll);
    window.removeEventListener("resize", this.onScroll);
    narrow.removeEventListener("change", this.onNarrow);
    clearInterval(this.timer);
    setScreenKeys([]);
  }

  get height() {
    return narrow.matches ? 72 : 40;
  }

  /** Which rows are on the screen. */
  measure() {
    const list = this.list.current;
    if (!list) return;
    const above = -list.getBoundingClientRect().top;
    const from = Math.max(0, Math.floor(above / this.height) - OVERSCAN);
    const to = Math.ceil((above + window.innerHeight) / this.height) + OVERSCAN;
    if (from !== this.state.from || to !== this.state.to) this.setState({ from, to });
  }

  refine(fields) {
    this.setState(fields, () => {
      const s = this.state;
      refine(Object.fromEntries(Object.entries({
        q: s.filter, state: [...s.states].join(","), problems: s.problems ? "1" : "", flat: s.grouped ? "" : "1", sort: s.sort === "name" ? "" : s.sort, falls: s.falls ? "1" : "",
      }).filter(([, value]) => value)));
      this.measure();
    });
  }

  move(step) {
    const rows = this.rows.filter((row) => row.p);
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.p.namespec === this.state.current);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    const index = this.rows.indexOf(next);
    this.setState({ current: next.p.namespec }, () => {
      const list = this.list.current;
      const top = list.getBoundingClientRect().top + index * this.height;
      if (top < 170) window.scrollBy(0, top - 170);
      else if (top > window.innerHeight - 120) window.scrollBy(0, top - window.innerHeight + 120);
      this.measure();
      requestAnimationFrame(() => list.querySelector(`[data-name="${CSS.escape(next.p.namespec)}"]`)?.focus({ preventScroll: true }));
    });
  }

  withCurrent(does) {
    if (store.processes.has(this.state.current)) does(this.state.current);
  }

  select = (name, event) => {
    const selected = new Set(this.state.selected);
    const on = !selected.has(name);
    // With shift: everything from the one before to this one.
    const names = this.rows.filter((row) => row.p).map((row) => row.p.namespec);
    const [a, b] = [names.indexOf(this.lastSelected), names.indexOf(name)].sort((x, y) => x - y);
    for (const one of event?.shiftKey && a >= 0 ? names.slice(a, b + 1) : [name]) {
      if (on) selected.add(one);
      else selected.delete(one);
    }
    this.lastSelected = name;
    this.setState({ selected });
  };

  selectAll = (names, on) => {
    const selected = new Set(this.state.selected);
    for (const name of names) {
      if (on) selected.add(name);
      else selected.delete(name);
    }
    this.setState({ selected });
  };

  selectShown() {
    const names = this.rows.filter((row) => row.p).map((row) => row.p.namespec);
    this.selectAll(names, !names.every((name) => this.state.selected.has(name)));
  }

  /** What a shortcut is for. */
  meant() {
    const { selected, current } = this.state;
    return (selected.size ? [...selected] : [current]).filter((name) => store.processes.has(name));
  }

  /** What is to be seen, in its order: computed anew when processes, not when figures change. */
  arrange() {
    const { filter, states, problems, grouped, sort, falls } = this.state;
    const live = sort === "cpu" || sort === "memory";
    const key = [store.version, live ? store.tick : 0, filter, [...states].join(), problems, grouped, sort, falls].join("|");
    if (key === this.arranged) return;
    this.arranged = key;
    const words = filter.trim().toLowerCase().split(/\s+/);
    const column = COLUMNS.find((c) => c.id === sort) ?? COLUMNS[0];
    const sign = falls ? -1 : 1;
    const found = [];
    this.counts = new Map();
    this.problemCount = 0;
    for (const p of store.processes.values()) {
      const shown = shownState(p);
      this.counts.set(shown, (this.counts.get(shown) ?? 0) + 1);
      const problem = isProblem(p);
      if (problem) this.problemCount++;
      if (problems && !problem) continue;
      if (states.size && !states.has(shown)) continue;
      if (filter) {
        const text = `${p.namespec} ${stateWord(shown)} ${p.program} ${p.port ?? ""} ${p.pid || ""}`.toLowerCase();
        if (!words.every((word) => text.includes(word))) continue;
      }
      found.push(p);
    }
    found.sort((a, b) => {
      const x = column.key(a);
      const y = column.key(b);
      return x < y ? -sign : x > y ? sign : byName(a, b);
    });
    if (!grouped) {
      this.rows = found.map((p) => ({ p }));
      return;
    }
    const groups = byGroup(found);
    const whole = found.length === store.processes.size ? groups : byGroup([...store.processes.values()].sort(byName));
    const sorted = sort === "name" ? [...groups].sort(([a], [b]) => (a < b ? -sign : sign)) : [...groups];
    this.rows = sorted.flatMap(([group, processes]) => {
      const all = whole.get(group);
      const alone = all.length === 1 && all[0].group === all[0].name;
      return alone ? [{ p: all[0] }] : [{ group, processes, whole: all }, ...processes.map((p) => ({ p, member: true }))];
    });
  }

  render(_, state) {
    this.arrange();
    const { from, to, selected, grouped } = state;
    const total = store.processes.size;
    if (total === 0) {
      return h("section", { class: "screen" }, h("h1", null, "Overview"), !store.loaded ? h("p", null, "Loading…") :
        empty("No programs yet", "Add a [program:…] section to ", h("code", null, store.info.configFile), ", then apply it in ", h("a", { href: "#/config" }, "Configuration"), "."));
    }
    const current = this.rows.some((row) => row.p?.namespec === state.current) ? state.current : this.rows.find((row) => row.p)?.p.namespec;
    const shown = this.rows.slice(from, to).map((row, i) => {
      const index = from + i;
      const top = index * this.height;
      return row.p
        ? h(Row, { key: row.p.namespec, p: row.p, member: row.member, top, index, tick: store.tick, narrow: narrow.matches, selected: selected.has(row.p.namespec), current: row.p.namespec === current, onSelect: this.select, onFocus: this.focused })
        : h(GroupRow, { key: `group ${row.group}`, ...row, top, index, onSelect: this.selectAll, allSelected: row.processes.every((p) => selected.has(p.namespec)) });
    });
    return h("section", { class: "screen overview" },
      h("div", { class: "title" }, h("h1", null, "Overview"), this.chips(state)),
      this.toolbar(state),
      h("div", { role: "table", "aria-label": "Processes", "aria-rowcount": this.rows.length + 1, class: "table" },
        this.head(state),
        h("div", { role: "rowgroup", class: "rows", ref: this.list, style: { height: `${Math.max(1, this.rows.length) * this.height}px` } }, shown)),
      this.rows.length === 0 && total > 0 && empty(state.problems && !state.filter ? "No problems" : "Nothing fits",
        state.problems && !state.filter ? "Every process is as it should be. " : "No process fits the filter. ",
        h("button", { type: "button", onClick: () => this.refine({ filter: "", states: new Set(), problems: false }) }, "Show all")));
  }

  focused = (name) => {
    if (this.state.current !== name) this.setState({ current: name });
  };

  chips({ states, problems }) {
    const set = (name) => {
      const next = new Set(states);
      if (!next.delete(name)) next.add(name);
      this.refine({ states: next });
    };
    return h("div", { class: "chips", role: "group", "aria-label": "Counts by state" },
      h("span", { class: "total" }, plural(store.processes.size, "process", "processes")),
      ORDER.filter((name) => this.counts.get(name)).map((name) =>
        h("button", { type: "button", key: name, class: `chip ${tone(name)} ${states.has(name) ? "on" : ""}`, "aria-pressed": String(states.has(name)), onClick: () => set(name) },
          shape(name), h("b", null, this.counts.get(name)), stateWord(name))),
      h("span", { class: "grow" }),
      toggle(["Only problems", this.problemCount > 0 && h("b", { class: "count" }, this.problemCount)], problems, () => this.refine({ problems: !problems })));
  }

  toolbar({ filter, selected, grouped, sort, falls }) {
    const chosen = [...selected].map((name) => store.processes.get(name)).filter(Boolean);
    const names = chosen.map((p) => p.namespec);
    const button = (action, label, name) => h("button", { type: "button", disabled: !chosen.some((p) => can(action, p)), onClick: () => act(action, names.filter((n) => can(action, store.processes.get(n)))) }, icon(name), label);
    const all = [...store.processes.keys()];
    return h("div", { class: "toolbar" },
      h("label", { class: "search" }, icon("search"), h("span", { class: "sr" }, "Filter"),
        h("input", { type: "search", ref: this.search, value: filter, placeholder: "Filter by name, state, port or pid", onInput: (e) => this.refine({ filter: e.target.value }) }), h("kbd", { "aria-hidden": "true" }, "/")),
      toggle("Groups", grouped, () => this.refine({ grouped: !grouped })),
      h("label", { class: "sort" }, h("span", null, "Sort by"), h("select", { value: sort, onChange: (e) => this.sortBy(e.target.value) },
        COLUMNS.map((c) => h("option", { value: c.id }, c.title)))),
      h("span", { class: "grow" }),
      chosen.length
        ? h("div", { class: "bulk", role: "group", "aria-label": "Actions on the selection" }, h("strong", null, `${chosen.length} selected`),
          !readOnly() && h(Fragment, null, button("start", "Start", "start"), button("stop", "Stop", "stop"), button("restart", "Restart", "restart"), button("rolling", "Rolling", "rolling"), button("signal", "Signal…", "signal"), button("clear-logs", "Clear logs", "broom"),
            programOf(chosen) && h("button", { type: "button", onClick: () => scaleThat(names) }, icon("scale"), "Scale…")),
          h("a", { class: "button", href: href("logs", "", { s: names.slice(0, 8).map((n) => `${n}/stdout`).join(",") }) }, icon("logs"), "Logs"),
          iconButton("close", "Clear the selection", () => this.setState({ selected: new Set() })))
        : !readOnly() && h("div", { class: "bulk", role: "group", "aria-label": "Actions on everything" },
          h("button", { type: "button", onClick: () => act("start", ["all"], all) }, icon("start"), "Start all"),
          h("button", { type: "button", onClick: () => act("stop", ["all"], all) }, icon("stop"), "Stop all"),
          h("button", { type: "button", onClick: () => act("restart", ["all"], all) }, icon("restart"), "Restart all")));
  }

  sortBy(id) {
    const column = COLUMNS.find((c) => c.id === id);
    this.refine(this.state.sort === id ? { falls: !this.state.falls } : { sort: id, falls: Boolean(column.falls) });
  }

  head({ sort, falls, selected }) {
    const names = this.rows.filter((row) => row.p).map((row) => row.p.namespec);
    const all = names.length > 0 && names.every((name) => selected.has(name));
    return h("div", { role: "rowgroup", class: "head" }, h("div", { role: "row", "aria-rowindex": 1 },
      h("div", { role: "columnheader", class: "c-check" }, h("input", { type: "checkbox", "aria-label": "Select all that are shown", checked: all, onChange: () => this.selectAll(names, !all) })),
      COLUMNS.map((column) => h("div", { role: "columnheader", class: `c-${column.id}`, "aria-sort": sort === column.id ? (falls ? "descending" : "ascending") : "none" },
        h("button", { type: "button", class: "quiet", onClick: () => this.sortBy(column.id) }, column.title, sort === column.id && h("span", { class: falls ? "arrow falls" : "arrow", "aria-hidden": "true" })))),
      h("div", { role: "columnheader", class: "c-actions" }, h("span", { class: "sr" }, "Actions"))));
  }
}
