// Logs of one process or of several, side by side or merged by their time of arrival.

import { Live, createRef, empty, h, icon, shape, shownState, tone, toggle } from "./parts.js";
import { display, plural } from "./format.js";
import { setScreenKeys } from "./keys.js";
import { LogView } from "./logview.js";
import { refine } from "./router.js";
import { store } from "./store.js";

const MOST = 8;
const narrow = window.matchMedia("(max-width: 52rem)");
const byName = (a, b) => (a.namespec < b.namespec ? -1 : 1);

function chosen(query) {
  return (query.get("s") ?? "").split(",").filter(Boolean).map((item) => {
    const slash = item.lastIndexOf("/");
    return { namespec: item.slice(0, slash), channel: item.slice(slash + 1) };
  }).filter((source) => source.namespec);
}

export class Logs extends Live {
  search = createRef();

  constructor(props) {
    super(props);
    this.state = { sources: chosen(props.query), merged: props.query.get("merged") === "1", filter: "", query: "", only: false, wrap: true, paused: false, stamps: true };
  }

  look() {
    return [store.version];
  }

  componentDidMount() {
    super.componentDidMount();
    this.onNarrow = () => this.forceUpdate();
    narrow.addEventListener("change", this.onNarrow);
    setScreenKeys([
      { keys: ["/"], says: "Search", does: () => this.search.current.focus() },
      { keys: ["p", " "], says: "Pause and go on", does: () => this.setState({ paused: !this.state.paused }) },
      { keys: ["w"], says: "Wrap long lines", does: () => this.setState({ wrap: !this.state.wrap }) },
      { keys: ["f"], says: "Only lines that fit", does: () => this.setState({ only: !this.state.only }) },
      { keys: ["a"], says: "Times of arrival", does: () => this.setState({ stamps: !this.state.stamps }) },
      { keys: ["m"], says: "Merge or side by side", does: () => this.choose(this.state.sources, !this.state.merged) },
    ]);
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    narrow.removeEventListener("change", this.onNarrow);
    setScreenKeys([]);
  }

  componentDidUpdate(before) {
    if (this.props.query !== before.query) this.setState({ sources: chosen(this.props.query) });
  }

  choose(sources, merged = this.state.merged) {
    this.setState({ sources, merged });
    refine({ ...(sources.length ? { s: sources.map((s) => `${s.namespec}/${s.channel}`).join(",") } : {}), ...(merged ? { merged: "1" } : {}) });
  }

  flip(namespec, channel) {
    const { sources } = this.state;
    const rest = sources.filter((s) => s.namespec !== namespec || s.channel !== channel);
    this.choose(rest.length < sources.length ? rest : [...sources, { namespec, channel }].slice(-MOST));
  }

  render(_, { sources, merged, query, only, wrap, paused, stamps }) {
    const looks = { query, only, wrap, paused, stamps, onResume: () => this.setState({ paused: false }) };
    const key = (s) => `${s.namespec}/${s.channel}`;
    return h("section", { class: "screen logs" },
      this.picker(sources),
      h("div", { class: "logmain" },
        h("h1", { class: "sr" }, "Logs"),
        h("div", { class: "toolbar" },
          h("label", { class: "search" }, icon("search"), h("span", { class: "sr" }, "Search the lines"),
            h("input", { type: "search", ref: this.search, value: query, placeholder: "Search, or /regex/i", onInput: (e) => this.setState({ query: e.target.value }) }), h("kbd", { "aria-hidden": "true" }, "/")),
          toggle("Only matches", only, () => this.setState({ only: !only })),
          toggle([icon("pause"), "Pause"], paused, () => this.setState({ paused: !paused })),
          toggle("Wrap", wrap, () => this.setState({ wrap: !wrap })),
          toggle("Times", stamps, () => this.setState({ stamps: !stamps })),
          sources.length > 1 && toggle("Merged", merged, () => this.choose(sources, !merged))),
        sources.length === 0 ? h("div", { class: "card" }, empty("Choose what to read", `Pick one or more logs from the list; up to ${MOST} are shown side by side or merged by time.`))
          : h("div", { class: `panes ${merged ? "merged" : sources.length > 2 ? "many" : ""}` },
            merged ? h(LogView, { key: `merged ${sources.map(key).join()}`, sources, title: plural(sources.length, "log"), ...looks })
              : sources.map((s) => h(LogView, { key: key(s), sources: [s], title: key(s), ...looks, onClose: () => this.flip(s.namespec, s.channel) })))));
  }

  picker(sources) {
    const words = this.state.filter.trim().toLowerCase();
    const on = (p, channel) => sources.some((s) => s.namespec === p.namespec && s.channel === channel);
    const list = [...store.processes.values()].filter((p) => !words || p.namespec.toLowerCase().includes(words)).sort(byName);
    const channel = (p, name, short) => h("button", { type: "button", class: on(p, name) ? "toggle channel on" : "toggle channel", "aria-pressed": String(on(p, name)), "aria-label": `${p.namespec} ${name}`, onClick: () => this.flip(p.namespec, name) }, short);
    const content = [h("input", { type: "search", value: this.state.filter, placeholder: "Filter processes", "aria-label": "Filter processes", onInput: (e) => this.setState({ filter: e.target.value }) }),
      h("ul", null, list.map((p) => h("li", { key: p.namespec },
        h("span", { class: `state ${tone(shownState(p))}` }, shape(shownState(p)), h("span", { title: p.namespec }, display(p))), channel(p, "stdout", "out"), channel(p, "stderr", "err"))))];
    // On a phone the lines come first: the list folds away once something is chosen.
    return h("nav", { class: "picker", "aria-label": "Processes" },
      narrow.matches ? h("details", { open: sources.length === 0 }, h("summary", null, "Choose logs"), content) : content);
  }
}
