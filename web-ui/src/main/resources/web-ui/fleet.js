// All machines of the fleet, as this daemon knows them.

import { Component, empty, fault, h, stateMark, time } from "./parts.js";
import { get } from "./api.js";
import { duration, plural } from "./format.js";
import { href } from "./router.js";
import { store } from "./store.js";

const REFRESH_MILLIS = 2000;

export class Fleet extends Component {
  state = { fleet: null, failure: null };

  componentDidMount() {
    this.load();
    // What happens elsewhere makes no event here.
    this.timer = setInterval(() => { if (!document.hidden && store.connection.state === "live") this.load(); }, REFRESH_MILLIS);
  }

  componentWillUnmount() {
    clearInterval(this.timer);
  }

  load() {
    get("api/v1/fleet").then((fleet) => this.setState({ fleet, failure: null })).catch((failure) => this.setState({ failure }));
  }

  render(_, { fleet, failure }) {
    return h("section", { class: "screen" },
      h("div", { class: "title" }, h("h1", null, "Fleet"), fleet && h("span", { class: "faint" }, fleet.cluster)),
      failure && fault(failure, () => this.load()),
      !fleet && !failure && h("p", null, "Loading…"),
      fleet && h("div", { class: "stack" },
        !fleet.connected && h("p", { class: "banner wait", role: "status" }, h("strong", null, "The store is away. "),
          `${fleet.problem ? `${fleet.problem}. ` : ""}Everything here is as it was`, fleet.since ? [" at ", time(fleet.since)] : "", "; nothing is changed because of it."),
        fleet.nodes.length === 0 && empty("No machine is known yet", "This daemon has not reached the store since its first start."),
        fleet.nodes.map((node) => this.node(node, fleet.instances.filter((i) => i.node === node.name)))));
  }

  node(node, instances) {
    const all = node.ready === node.instances;
    return h("section", { class: "card", key: node.name, "aria-label": `Node ${node.name}` },
      h("h2", null, node.name, node.self && h("span", { class: "badge" }, "this one"), node.stale && h("span", { class: "badge" }, "stale"),
        h("span", { class: all ? "good" : "wait" }, `${node.ready} of ${plural(node.instances, "process", "processes")} ready`)),
      h("p", { class: "faint" }, node.address || "no address", ", ", node.version, ", up for ", duration(Math.max(0, Date.now() / 1000 - node.started)),
        node.api && !node.self ? [", ", h("a", { href: node.api, rel: "noreferrer" }, "its dashboard")] : ""),
      instances.length > 0 && h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": `Processes of ${node.name}` }, h("table", null,
        h("thead", null, h("tr", null, ["Process", "State", "Address", "Pid", "Up for"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", null, instances.map((i) => this.instance(i, node))))));
  }

  /** Commands are given where the process runs, with the name and password of that daemon. */
  link(i, node) {
    if (node.self) return h("a", { href: href("process", i.namespec) }, i.namespec);
    return node.api ? h("a", { href: `${node.api}/${href("process", i.namespec)}`, rel: "noreferrer", title: `on the dashboard of ${node.name}` }, i.namespec) : i.namespec;
  }

  instance(i, node) {
    const shown = i.statename === "RUNNING" && !i.ready ? "NOTREADY" : i.statename;
    return h("tr", { key: i.namespec },
      h("td", null, this.link(i, node)),
      h("td", null, stateMark(shown), i.leaving ? " leaving" : "", i.stale && [" ", h("span", { class: "badge" }, "stale")]),
      h("td", null, i.port ? `${i.host ?? "local only"}:${i.port}` : "–"),
      h("td", { class: "number" }, i.pid || "–"),
      h("td", null, i.start ? duration(Math.max(0, Date.now() / 1000 - i.start)) : "–"));
  }
}
