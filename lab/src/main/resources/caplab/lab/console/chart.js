// The staleness bound of each node over the last two minutes, against MAX_STALENESS_MS.

import { duration, html, say, svg } from './dom.js';
import { limit, staleness } from './cluster.js';

const WINDOW_MS = 120_000;
const EDGE = { left: 46, right: 10, top: 12, bottom: 22 };
const HUES = ['#0b9a8d', '#8a5cf0', '#e0702f', '#2f86e0', '#c2479d', '#6f9a1f', '#b38600'];

export class Chart {

  #place;
  #legend;
  #samples = [];
  #names = [];
  #pointedAt = null;

  constructor(place, legend) {
    this.#place = place;
    this.#legend = legend;
    place.addEventListener('pointermove', event => this.#point(event));
    place.addEventListener('pointerleave', () => this.#point(null));
  }

  show(status) {
    const time = performance.now();
    this.#names = status.nodes.map(node => node.name);
    this.#samples.push({
      time,
      limit: limit(status) || this.#samples.at(-1)?.limit || 0,
      faulty: Object.keys(status.faults).length > 0,
      bounds: Object.fromEntries(status.nodes.map(node => [node.name, staleness(status, node).ms])),
    });
    while (this.#samples[0].time < time - WINDOW_MS) this.#samples.shift();
    this.#draw();
  }

  #point(event) {
    this.#pointedAt = event === null ? null : event.clientX - this.#place.getBoundingClientRect().left;
    if (this.#samples.length > 0) this.#draw();
  }

  #draw() {
    const box = this.#box();
    const layers = [...this.#faultWindows(box), ...this.#frame(box), ...this.#lines(box)];
    const chosen = this.#chosen(box);
    if (chosen) layers.push(svg('line', { class: 'cursor', x1: box.x(chosen.time), x2: box.x(chosen.time), y1: box.top, y2: box.bottom }));
    this.#place.replaceChildren(svg('svg', { role: 'img', 'aria-label': this.#summary() }, ...layers));
    this.#tell(chosen ?? this.#samples.at(-1), chosen !== undefined);
  }

  #box() {
    const width = this.#place.clientWidth || 600;
    const bottom = 230 - EDGE.bottom;
    const now = this.#samples.at(-1).time;
    const all = this.#samples.flatMap(sample => Object.values(sample.bounds));
    const most = Math.max(this.#limit() * 1.25, 1000, ...all) * 1.04;
    return {
      left: EDGE.left, right: width - EDGE.right, top: EDGE.top, bottom, most,
      x: time => width - EDGE.right - (now - time) / WINDOW_MS * (width - EDGE.left - EDGE.right),
      y: ms => bottom - ms / most * (bottom - EDGE.top),
    };
  }

  /** The first is the broadest, so that bounds that are the same are all seen. */
  #lines(box) {
    return this.#names.map((name, i) => line(name, HUES[i], 2 + 2 * (this.#names.length - 1 - i), this.#samples, box));
  }

  #limit() {
    return this.#samples.at(-1).limit;
  }

  #frame(box) {
    const edge = box.y(this.#limit());
    const step = tick(box.most);
    const levels = Array.from({ length: Math.floor(box.most / step) + 1 }, (_, i) => i * step);
    const times = [0, 30, 60, 90, 120].filter(seconds => box.right > 420 || seconds % 60 === 0);
    const now = this.#samples.at(-1).time;
    return [
      svg('rect', { class: 'beyond', x: box.left, y: box.top, width: box.right - box.left, height: Math.max(0, edge - box.top) }),
      ...levels.flatMap(ms => [
        svg('line', { class: 'grid', x1: box.left, x2: box.right, y1: box.y(ms), y2: box.y(ms) }),
        svg('text', { x: box.left - 7, y: box.y(ms) + 4, 'text-anchor': 'end' }, `${ms / 1000} s`),
      ]),
      ...times.map(seconds => svg('text', {
        x: box.x(now - seconds * 1000), y: box.bottom + 16, 'text-anchor': { 0: 'end', 120: 'start' }[seconds] ?? 'middle',
      }, seconds === 0 ? 'now' : `−${seconds} s`)),
      svg('line', { class: 'limit', x1: box.left, x2: box.right, y1: edge, y2: edge }),
      svg('text', { class: 'limit-name', x: box.left + 6, y: edge - 5 }, `MAX_STALENESS_MS ${duration(this.#limit())}`),
    ];
  }

  /** Times in which some link was faulty. */
  #faultWindows(box) {
    const windows = [];
    this.#samples.forEach((sample, i) => {
      if (!sample.faulty) return;
      const until = this.#samples[i + 1]?.time ?? sample.time;
      if (windows.at(-1)?.until === sample.time) windows.at(-1).until = until;
      else windows.push({ from: sample.time, until });
    });
    return windows.map(({ from, until }) => svg('rect', {
      class: 'fault-window', x: box.x(from), y: box.top, width: Math.max(1, box.x(until) - box.x(from)), height: box.bottom - box.top,
    }));
  }

  #chosen(box) {
    if (this.#pointedAt === null) return undefined;
    const away = sample => Math.abs(box.x(sample.time) - this.#pointedAt);
    return this.#samples.reduce((best, sample) => away(sample) < away(best) ? sample : best);
  }

  /** The numbers beside the chart: now, or where the pointer is. */
  #tell(sample, past) {
    if (this.#legend.children.length !== this.#names.length) {
      this.#legend.replaceChildren(...this.#names.map((name, i) => {
        const key = html('i');
        key.style.background = HUES[i];
        return html('li', {}, key, html('span', { id: `bound-${name}` }));
      }));
    }
    const ago = past ? `, ${Math.round((this.#samples.at(-1).time - sample.time) / 1000)} s ago` : '';
    this.#names.forEach((name, i) => {
      const ms = sample.bounds[name];
      const told = this.#legend.children[i].lastChild;
      say(told, `${name} ${duration(ms)}${ms === null || ms > sample.limit ? ', stale' : ', fresh'}${ago}`);
      told.className = ms === null || ms > sample.limit ? 'warn' : '';
    });
  }

  #summary() {
    const { bounds } = this.#samples.at(-1);
    return `Staleness bound now: ${this.#names.map(name => `${name} ${duration(bounds[name])}`).join(', ')};`
      + ` the limit is ${duration(this.#limit())}.`;
  }
}

/** One node's bound; it is interrupted while unknown. */
function line(name, hue, width, samples, box) {
  let drawing = false;
  const path = samples.map(sample => {
    const ms = sample.bounds[name];
    const step = ms === null ? '' : `${drawing ? 'L' : 'M'}${box.x(sample.time).toFixed(1)} ${box.y(ms).toFixed(1)}`;
    drawing = ms !== null;
    return step;
  }).join('');
  return svg('path', { class: 'bound', 'data-node': name, stroke: hue, 'stroke-width': width, d: path || 'M0 0' });
}

/** A round distance between lines, for four to eight of them. */
function tick(most) {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= rough);
}
