// What the files say, what runs, and the way from the one to the other.

import { Live, createRef, empty, fault, h, icon } from "./parts.js";
import { update } from "./actions.js";
import { get, post } from "./api.js";
import { plural } from "./format.js";
import { setScreenKeys } from "./keys.js";
import { readOnly, store } from "./store.js";

const SIGNS = { added: ["+", "good"], removed: ["−", "bad"], changed: ["~", "wait"] };
const shownValue = (value) => (value === null || value === undefined ? "not set" : typeof value === "object" ? JSON.stringify(value) : String(value));

/** Whatever changes what runs; to read the files is no such thing. */
const matters = (event) => event.type === "group" || event.type === "process" || Boolean(event.outcome);

export class Config extends Live {
  search = createRef();
  state = { config: null, changes: null, problems: [], failure: null, busy: false, filter: "", open: "" };

  look() {
    return [store.events.find(matters)];
  }

  componentDidMount() {
    super.componentDidMount();
    this.last = store.events.find(matters);
    this.load();
    this.reread();
    setScreenKeys([
      { keys: ["/"], says: "Filter the configuration", does: () => this.search.current?.focus() },
      { keys: ["r"], says: "Read the files again", does: () => this.reread() },
      ...(readOnly() ? [] : [
        { keys: ["a"], says: "Apply the changes", does: () => this.groups().length > 0 && this.apply(false) },
        { keys: ["A"], says: "Apply them rolling", does: () => this.state.changes?.changed.length > 0 && this.apply(true) },
      ]),
    ]);
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    clearTimeout(this.timer);
    setScreenKeys([]);
  }

  componentDidUpdate() {
    // A roll that ended, or somebody else's update: what is left to apply is another now.
    const last = store.events.find(matters);
    if (last === this.last) return;
    this.last = last;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.reread(), 300);
  }

  load() {
    get("api/v1/config").then((config) => this.setState({ config })).catch((failure) => this.setState({ failure }));
  }

  async reread() {
    this.setState({ busy: true });
    try {
      // Who may only look reads them too, but leaves what the daemon read last as it is.
      const changes = await (readOnly() ? get("api/v1/config/changes") : post("api/v1/config/reread?detail=true"));
      this.setState({ changes, problems: [], failure: null, busy: false });
      this.load();
    } catch (failure) {
      this.setState({ busy: false, changes: null, problems: failure.problems ?? [], failure: failure.type === "cant-reread" ? null : failure });
    }
  }

  groups() {
    const { changes } = this.state;
    return changes ? [...changes.changed, ...changes.added, ...changes.removed] : [];
  }

  async apply(rolling) {
    if (await update(rolling, this.groups())) this.reread();
  }

  render(_, { config, failure, busy }) {
    return h("section", { class: "screen" },
      h("div", { class: "title" }, h("h1", null, "Configuration"), config && h("code", { class: "faint" }, config.file), h("span", { class: "grow" }),
        h("button", { type: "button", disabled: busy, onClick: () => this.reread() }, icon("restart"), busy ? "Reading…" : "Read the files again")),
      failure && fault(failure, () => this.reread()),
      h("div", { class: "stack" }, this.problems(), this.changes(), config && this.effective(config)));
  }

  problems() {
    const { problems } = this.state;
    if (problems.length === 0) return null;
    return h("section", { class: "card" },
      h("h2", { class: "bad" }, `The files have ${plural(problems.length, "problem")}`),
      h("p", { class: "faint" }, "Nothing has changed: what runs goes on as it was. Mend these, then read the files again."),
      h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Problems" }, h("table", null,
        h("thead", null, h("tr", null, ["Where", "Section", "Option", "Problem"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", null, problems.map((p) => h("tr", null,
          h("td", null, h("code", null, p.file ? `${p.file}${p.line ? `:${p.line}` : ""}` : "")), h("td", null, p.section ? `[${p.section}]` : ""), h("td", null, p.option ?? ""), h("td", null, p.message)))))));
  }

  changes() {
    const { changes } = this.state;
    if (!changes) return null;
    const groups = this.groups();
    const reload = changes.reload ?? [];
    if (groups.length === 0) {
      return h("section", { class: "card" }, h("h2", null, "Nothing to apply"), this.needReload(reload), reload.length === 0 && h("p", { class: "faint" }, "What runs is what the files say."));
    }
    const rolls = !readOnly() && changes.changed.length > 0;
    return h("section", { class: "card" },
      h("h2", null, `${plural(groups.length, "group")} would change`, h("span", { class: "grow" }),
        rolls && h("button", { type: "button", class: "primary", onClick: () => this.apply(true) }, icon("rolling"), "Apply rolling"),
        readOnly() ? h("span", { class: "faint" }, "You may look; somebody else applies it.") : h("button", { type: "button", onClick: () => this.apply(false) }, "Apply")),
      this.needReload(reload),
      changes.programs.length === 0 && h("p", { class: "faint" }, groups.join(", ")),
      changes.programs.map((p) => this.program(p, changes)));
  }

  /** Sections that no update applies. */
  needReload(sections) {
    return sections.map((name) => h("p", { class: "banner wait" }, h("strong", null, `[${name}] has changed. `), "It takes effect with a reload of the daemon, not with an update."));
  }

  program(p, changes) {
    const [sign, tone] = SIGNS[p.change];
    const count = p.change === "added" ? plural(p.to, "process", "processes") : p.change === "removed" ? plural(p.from, "process", "processes")
      : p.from === p.to ? plural(p.to, "process", "processes") : `${p.from} → ${plural(p.to, "process", "processes")}`;
    const gentle = changes.scaled.includes(p.group) ? "only the difference is started or stopped" : "";
    return h("article", { class: "difference", key: `${p.group} ${p.program}` },
      h("header", null, h("span", { class: `sign ${tone}`, "aria-hidden": "true" }, sign), h("strong", null, p.program), p.group !== p.program && h("span", { class: "faint" }, `in ${p.group}`),
        h("span", { class: `badge ${tone}` }, p.change), h("span", { class: "faint" }, count, gentle && `, ${gentle}`)),
      p.options.length > 0 && h("table", null,
        h("thead", null, h("tr", null, ["Option", "Runs with", "The files say"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", null, p.options.map((o) => h("tr", null, h("td", null, o.option), h("td", null, h("del", null, shownValue(o.from))), h("td", null, h("ins", null, shownValue(o.to))))))));
  }

  effective(config) {
    const words = this.state.filter.trim().toLowerCase();
    const fits = config.programs.filter((p) => !words || `${p.group}:${p.name} ${p.command}`.toLowerCase().includes(words));
    const shown = fits.slice(0, 200);
    return h("section", { class: "card" }, h("h2", null, "As read last, fully expanded"),
      h("div", { class: "toolbar" }, h("label", { class: "search" }, icon("search"), h("span", { class: "sr" }, "Filter the configuration"),
        h("input", { type: "search", ref: this.search, placeholder: "Filter by name or command", value: this.state.filter, onInput: (e) => this.setState({ filter: e.target.value }) })),
      h("span", { class: "faint" }, `${plural(fits.length, "process", "processes")}; values of environment variables are masked`)),
      fits.length === 0 ? empty("Nothing fits", "No process has that in its name or command.") : shown.map((p) => {
        const name = `${p.group}:${p.name}`;
        return h("details", { key: name, onToggle: (e) => e.target.open && this.setState({ open: `${this.state.open} ${name} ` }) },
          h("summary", null, name, " ", store.processes.size > 0 && !store.processes.has(name) && h("span", { class: "badge wait" }, "not applied yet"), h("code", { class: "faint" }, p.command)),
          this.state.open.includes(` ${name} `) && h("dl", { class: "facts" }, Object.entries(p).filter(([key, value]) => value !== null && !["name", "group"].includes(key)).map(([key, value]) =>
            h("div", null, h("dt", null, key), h("dd", null, h("code", null, typeof value === "object" && !Array.isArray(value) ? Object.entries(value).map(([k, v]) => `${k}=${v}`).join("\n") || "none" : shownValue(value)))))));
      }),
      fits.length > shown.length && h("p", { class: "faint" }, `and ${fits.length - shown.length} more; filter to see them`));
  }
}

