// Who takes traffic now: proxies, their upstreams, the instances behind them, and the sockets that the daemon holds.

import { Live, empty, fault, h, reason, shape, shownState, stateMark, time } from "./parts.js";
import { get } from "./api.js";
import { plural } from "./format.js";
import { href } from "./router.js";
import { store } from "./store.js";

const REFRESH_MILLIS = 5000;
const SOON_MILLIS = 100; // many events of one moment are one question

export class Topology extends Live {
  state = { upstreams: null, sockets: [], failure: null };

  look() {
    return [store.version, store.events[0]];
  }

  componentDidMount() {
    super.componentDidMount();
    this.load();
    // Connections are counted when somebody asks; everything else comes by events.
    this.timer = setInterval(() => { if (!document.hidden && store.connection.state === "live") this.load(); }, REFRESH_MILLIS);
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    clearInterval(this.timer);
    clearTimeout(this.soon);
  }

  componentDidUpdate() {
    const last = store.events.find((event) => event.type === "upstream" || event.type === "readiness" || event.type === "operation");
    if (last && last !== this.last) {
      this.last = last;
      this.soon ??= setTimeout(() => { this.soon = null; this.load(); }, SOON_MILLIS);
    }
  }

  load() {
    Promise.all([get("api/v1/upstreams"), get("api/v1/sockets")])
      .then(([{ upstreams }, { sockets }]) => this.setState({ upstreams, sockets, failure: null }))
      .catch((failure) => this.setState({ failure }));
  }

  render(_, { upstreams, sockets, failure }) {
    return h("section", { class: "screen" },
      h("div", { class: "title" }, h("h1", null, "Topology"), h("span", { class: "grow" }),
        upstreams?.length > 0 && h("p", { class: "legend" }, h("span", null, "takes requests"), h("span", { class: "draining" }, "draining"), h("span", { class: "out" }, "gets none"))),
      failure && fault(failure, () => this.load()),
      !upstreams && !failure && h("p", null, "Loading…"),
      upstreams?.length === 0 && sockets.length === 0 && empty("Nothing is balanced here",
        "Add an [upstream:…] section that names programs with a port, and the daemon keeps nginx, Apache or HAProxy in step. See ", h("code", null, "docs/load-balancing.md"), "."),
      upstreams?.map((upstream) => this.upstream(upstream)),
      sockets.length > 0 && h("section", { class: "card" }, h("h2", null, "Held sockets"), h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Held sockets" }, h("table", null,
        h("thead", null, h("tr", null, ["Socket", "Listens on", "Waiting", "Backlog", "Processes", "Problem"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", null, sockets.map((s) => h("tr", null, h("td", null, s.name), h("td", null, h("code", null, s.listen)), h("td", { class: "number" }, s.waiting ?? "–"), h("td", { class: "number" }, s.backlog ?? "–"),
          h("td", null, (s.processes ?? []).map((name) => h("span", null, h("a", { href: href("process", name) }, name), " "))), h("td", null, s.problem ?? ""))))))));
  }

  upstream(upstream) {
    const taking = upstream.instances.filter((i) => i.in && !i.draining).length;
    const total = upstream.instances.length;
    return h("section", { class: "card upstream", key: upstream.name, "aria-label": `Upstream ${upstream.name}` },
      h("h2", null, upstream.name, h("span", { class: `state ${taking === total ? "good" : taking ? "wait" : "bad"}` }, shape(taking === total ? "RUNNING" : taking ? "NOTREADY" : "FATAL"), `${taking} of ${total} take requests`)),
      upstream.problem && h("div", { class: "fault", role: "alert" }, h("p", null, h("strong", null, "The proxy could not be told. "), upstream.problem.detail)),
      h("div", { class: "flow" },
        h("div", { class: "node" }, h("h3", null, upstream.proxy), h("p", null, upstream.method),
          h("p", null, h("code", null, upstream.file)), h("p", null, upstream.applied ? ["told ", time(upstream.applied)] : "never told yet")),
        h("div", { class: "branches", role: "list", "aria-label": plural(total, "instance") },
          total === 0 ? h("p", { class: "faint" }, "It has no instances: its programs have no processes.") : upstream.instances.map((i) => this.instance(i)))));
  }

  instance(i) {
    const p = i.node ? null : store.processes.get(i.namespec);
    const traffic = i.draining ? "draining" : i.in ? "in" : "out";
    const word = { draining: "draining", in: "takes requests", out: "gets none" }[traffic];
    return h("div", { class: `branch ${traffic}`, role: "listitem", key: `${i.node ?? ""}/${i.namespec}` },
      h("div", { class: "instance" },
        i.node ? h("a", { href: href("fleet") }, `${i.node}/${i.namespec}`) : h("a", { href: href("process", i.namespec) }, i.namespec),
        h("span", { class: "muted" }, `${i.host}:${i.port}`),
        p ? stateMark(shownState(p)) : h("span", null, i.node ? (i.ready ? "ready" : "not ready") : "unknown"),
        h("span", { class: traffic === "in" ? "good" : traffic === "draining" ? "wait" : "calm", title: p ? reason(p) : "" }, word, i.weight !== 1 ? `, weight ${i.weight}` : "", i.backup ? ", backup" : ""),
        h("span", { class: "muted" }, i.connections === null ? "" : plural(i.connections, "connection"))));
  }
}
