// Curves over the last two minutes, with the times shaded in which a link was faulty.

import { html, say, svg } from './dom.js';

const WINDOW_MS = 120_000;
/** What is counted is compared with what was counted so long before, so that curves do not tremble. */
const RATE_MS = 2_500;
const TALL = 200;
const EDGE = { left: 52, right: 10, top: 12, bottom: 22 };
/** Curves nearer than this, all the time, are drawn as one. */
const SAME_PX = 4;
/** Not by colour alone: each curve has dashes of its own. */
const DASHES = ['', '7 4', '2 4', '12 3 2 3', '4 2', '1 3', '9 2'];

export class Chart {

  #place;
  #legend;
  #kind;
  #samples = [];
  #looks = [];
  #names = [];
  #pointedAt = null;

  /**
   * @param kind what is drawn: title; values(status, before) by name, null where unknown; ink(name, i);
   *   tell(value, sample) for people; axis(value); least the smallest range; limit(status), limitName
   */
  constructor(place, legend, kind) {
    this.#place = place;
    this.#legend = legend;
    this.#kind = kind;
    place.addEventListener('pointermove', event => this.#point(event));
    place.addEventListener('pointerleave', () => this.#point(null));
  }

  /** Takes one more look; show() draws. */
  add({ at_ms: time, status }) {
    while (this.#looks[1]?.time <= time - RATE_MS) this.#looks.shift();
    const values = this.#kind.values(status, this.#looks[0] ?? null, time);
    this.#names = Object.keys(values);
    this.#looks.push({ status, time });
    const limit = this.#kind.limit?.(status) || this.#samples.at(-1)?.limit || 0;
    this.#samples.push({ time, limit, values, faulty: Object.keys(status.faults).length > 0 });
    while (this.#samples[0].time < time - WINDOW_MS) this.#samples.shift();
  }

  show() {
    if (this.#samples.length > 0) this.#draw();
  }

  #point(event) {
    this.#pointedAt = event === null ? null : event.clientX - this.#place.getBoundingClientRect().left;
    this.show();
  }

  #draw() {
    const box = this.#box();
    const layers = [...this.#faultWindows(box), ...this.#frame(box), ...this.#curves(box)];
    const chosen = this.#chosen(box);
    if (chosen) layers.push(svg('line', { class: 'cursor', x1: box.x(chosen.time), x2: box.x(chosen.time), y1: box.top, y2: box.bottom }));
    this.#place.replaceChildren(svg('svg', { role: 'img', 'aria-label': this.#summary() }, ...layers));
    this.#tell(chosen ?? this.#samples.at(-1), chosen !== undefined);
  }

  #box() {
    const width = this.#place.clientWidth || 600;
    const bottom = TALL - EDGE.bottom;
    const now = this.#samples.at(-1).time;
    const all = this.#samples.flatMap(sample => Object.values(sample.values));
    const most = Math.max(this.#limit() * 1.25, this.#kind.least, ...all) * 1.04;
    return {
      left: EDGE.left, right: width - EDGE.right, top: EDGE.top, bottom, most,
      x: time => width - EDGE.right - (now - time) / WINDOW_MS * (width - EDGE.left - EDGE.right),
      y: value => bottom - value / most * (bottom - EDGE.top),
    };
  }

  /** One curve for all that coincide. */
  #curves(box) {
    const apart = [];
    this.#names.forEach((name, i) => {
      const same = apart.some(other => this.#samples.every(({ values }) => (values[name] === null) === (values[other] === null)
        && Math.abs(box.y(values[name] ?? 0) - box.y(values[other] ?? 0)) < SAME_PX));
      if (!same) apart.push(name);
    });
    return apart.map(name => {
      const i = this.#names.indexOf(name);
      return curve(name, this.#kind.ink(name, i), apart.length > 1 ? DASHES[i] : '', this.#samples, box);
    });
  }

  #limit() {
    return this.#samples.at(-1).limit;
  }

  #frame(box) {
    const step = tick(box.most);
    const levels = Array.from({ length: Math.floor(box.most / step) + 1 }, (_, i) => i * step);
    const times = [0, 30, 60, 90, 120].filter(seconds => box.right > 420 || seconds % 60 === 0);
    const now = this.#samples.at(-1).time;
    return [
      ...this.#beyond(box),
      ...levels.flatMap(value => [
        svg('line', { class: 'grid', x1: box.left, x2: box.right, y1: box.y(value), y2: box.y(value) }),
        svg('text', { x: box.left - 7, y: box.y(value) + 4, 'text-anchor': 'end' }, this.#kind.axis(value)),
      ]),
      ...times.map(seconds => svg('text', {
        x: box.x(now - seconds * 1000), y: box.bottom + 16, 'text-anchor': { 0: 'end', 120: 'start' }[seconds] ?? 'middle',
      }, seconds === 0 ? 'now' : `−${seconds} s`)),
    ];
  }

  #beyond(box) {
    if (!this.#limit()) return [];
    const edge = box.y(this.#limit());
    return [
      svg('rect', { class: 'beyond', x: box.left, y: box.top, width: box.right - box.left, height: Math.max(0, edge - box.top) }),
      svg('line', { class: 'limit', x1: box.left, x2: box.right, y1: edge, y2: edge }),
      svg('text', { class: 'limit-name', x: box.left + 6, y: edge - 5 }, `${this.#kind.limitName} ${this.#kind.tell(this.#limit())}`),
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
      this.#legend.replaceChildren(...this.#names.map((name, i) => html('li', {},
        svg('svg', { width: 22, height: 8, 'aria-hidden': 'true' }, svg('line', {
          class: 'curve', x1: 0, x2: 22, y1: 4, y2: 4, stroke: `var(--${this.#kind.ink(name, i)})`, 'stroke-dasharray': DASHES[i],
        })), html('span'))));
    }
    const ago = past ? `, ${Math.round((this.#samples.at(-1).time - sample.time) / 1000)} s ago` : '';
    this.#names.forEach((name, i) => {
      const value = sample.values[name] ?? null;
      const beyond = sample.limit > 0 && (value === null || value > sample.limit);
      const told = this.#legend.children[i].lastChild;
      say(told, `${name} ${this.#kind.tell(value)}${sample.limit ? beyond ? ', stale' : ', fresh' : ''}${ago}`);
      told.className = beyond ? 'warn' : '';
    });
  }

  #summary() {
    const { values } = this.#samples.at(-1);
    return `${this.#kind.title} now: ${this.#names.map(name => `${name} ${this.#kind.tell(values[name])}`).join(', ')}`
      + (this.#limit() ? `; the limit is ${this.#kind.tell(this.#limit())}.` : '.');
  }
}

/** It is interrupted while unknown; a value with nothing beside it is a dot. */
function curve(name, ink, dash, samples, box) {
  let drawing = false;
  const path = samples.map(sample => {
    const value = sample.values[name];
    const step = value === null ? '' : `${drawing ? 'L' : 'M'}${box.x(sample.time).toFixed(1)} ${box.y(value).toFixed(1)}${drawing ? '' : 'h0'}`;
    drawing = value !== null;
    return step;
  }).join('');
  return svg('path', { class: 'curve', 'data-curve': name, stroke: `var(--${ink})`, 'stroke-dasharray': dash, d: path || 'M0 0' });
}

/** A round distance between lines, for four to eight of them. */
function tick(most) {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= rough);
}
