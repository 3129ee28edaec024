// CPU and memory over time; drag to zoom, double-click to see all. The library is loaded when the first plot is drawn.
// What is shown of the time is the page's to say: its plots zoom together, and samples and starts that come leave it so.

import { Component, createRef, h } from "./parts.js";
import { address } from "./api.js";

let library = null;

function load() {
  library ??= new Promise((done, failed) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = address("ui/lib/uPlot.min.css");
    const script = document.createElement("script");
    script.src = address("ui/lib/uPlot.iife.min.js");
    script.onload = () => done(window.uPlot);
    script.onerror = failed;
    document.head.append(style, script);
  });
  return library;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Plot extends Component {
  box = createRef();

  async componentDidMount() {
    this.mounted = true;
    try {
      this.uPlot = await load();
    } catch {
      return;
    }
    if (!this.mounted) return;
    this.draw();
    this.observer = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.observer.observe(this.box.current);
    this.dark = window.matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.again);
  }

  componentDidUpdate() {
    this.plot?.setData(this.props.data, !this.props.zoom);
    this.zoom();
  }

  zoom() {
    if (!this.plot || !this.props.zoom) return;
    const [min, max] = this.props.zoom;
    this.plot.setScale("x", { min, max });
  }

  componentWillUnmount() {
    this.mounted = false;
    this.observer?.disconnect();
    this.dark?.removeEventListener("change", this.again);
    this.plot?.destroy();
  }

  again = () => {
    this.plot?.destroy();
    this.draw();
  };

  size = () => ({ width: Math.max(120, this.box.current.clientWidth), height: 140 });

  draw() {
    const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui", size: 26 };
    const pad = (n) => String(n).padStart(2, "0");
    const clock = (u, values, space, found, step) => values.map((v) => { const d = new Date(v * 1000); return `${pad(d.getHours())}:${pad(d.getMinutes())}${step < 60 ? `:${pad(d.getSeconds())}` : ""}`; });
    this.plot = new this.uPlot({
      ...this.size(),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      scales: { y: { range: (u, least, most) => [0, Math.max(this.props.least, (most ?? 0) * 1.1)] } },
      series: [{}, { stroke: colour("--accent"), width: 1.5, fill: colour("--accent-soft"), points: { show: false }, spanGaps: false }],
      axes: [{ ...axis, space: 72, values: clock }, { ...axis, size: 60, incrs: this.props.steps, values: (u, values) => values.map(this.props.format) }],
      hooks: {
        setSelect: [(u) => this.selected(u)],
        setCursor: [(u) => this.props.onPoint?.(u.cursor.idx === null || u.cursor.idx === undefined ? null : u.cursor.idx)],
        draw: [(u) => {
          const { ctx, bbox } = u;
          ctx.save();
          ctx.strokeStyle = colour("--wait");
          ctx.setLineDash([3, 3]);
          for (const at of this.props.marks) {
            const x = Math.round(u.valToPos(at, "x", true));
            if (x < bbox.left || x > bbox.left + bbox.width) continue;
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
          }
          ctx.restore();
        }],
      },
    }, this.props.data, this.box.current);
    this.plot.over.addEventListener("dblclick", () => this.props.onZoom(null));
    this.zoom();
  }

  selected(u) {
    const { left, width } = u.select;
    if (width === 0) return;
    this.props.onZoom([u.posToVal(left, "x"), u.posToVal(left + width, "x")]);
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  render() {
    return h("div", { class: "canvas", ref: this.box, role: "img", "aria-label": this.props.label });
  }
}
