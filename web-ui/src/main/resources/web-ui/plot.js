// CPU and memory over time; drag to zoom, double-click to see all. The library is loaded when the first plot is drawn.

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
    // A zoom stays while new samples come.
    if (this.plot && !this.zoomed) this.plot.setData(this.props.data);
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
    const marks = this.props.marks ?? [];
    this.plot = new this.uPlot({
      ...this.size(),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false } },
      scales: { y: { range: (u, least, most) => [0, Math.max(this.props.least, (most ?? 0) * 1.1)] } },
      series: [{}, { stroke: colour("--accent"), width: 1.5, fill: colour("--accent-soft"), points: { show: false }, spanGaps: false }],
      axes: [{ ...axis, space: 72, values: clock }, { ...axis, size: 60, incrs: this.props.steps, values: (u, values) => values.map(this.props.format) }],
      hooks: {
        setSelect: [(u) => { this.zoomed = u.select.width > 0; }],
        setCursor: [(u) => this.props.onPoint?.(u.cursor.idx === null || u.cursor.idx === undefined ? null : u.cursor.idx)],
        draw: [(u) => {
          const { ctx, bbox } = u;
          ctx.save();
          ctx.strokeStyle = colour("--wait");
          ctx.setLineDash([3, 3]);
          for (const at of marks) {
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
    this.plot.over.addEventListener("dblclick", () => { this.zoomed = false; this.plot.setData(this.props.data); });
  }

  render() {
    return h("div", { class: "canvas", ref: this.box, role: "img", "aria-label": this.props.label });
  }
}
