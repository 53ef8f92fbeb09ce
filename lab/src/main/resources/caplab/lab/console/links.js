// One line from each zone's services to each node. A click breaks it as chosen above the picture, or mends it.

import { byId, say, set, svg } from './dom.js';
import { isCut, linkName, zonesWithServices } from './cluster.js';

/** What a click plants, by the choice above the picture. */
const FAULTS = {
  cut: ['cut', {}],
  refuse: ['cut', { refused: true }],
  requests: ['cut', { shape: 'ONE_WAY' }],
  replies: ['cut', { shape: 'REPLIES' }],
  slow: ['slow', { amount: 200 }],
  lose: ['lose', { amount: 0.1 }],
};

export class Links {

  #strip;
  #order;
  #links = [];

  constructor(strip, status, order) {
    this.#strip = strip;
    this.#order = order;
    const columns = status.nodes.map(node => node.zone);
    for (const zone of zonesWithServices(status)) {
      status.nodes.forEach((node, to) => this.#links.push(
        this.#link(zone, node, columns.indexOf(zone), to, columns.length)));
    }
    // Home links last, so that they lie above those that cross them.
    strip.append(...this.#links.toSorted((a, b) => (a.from === a.to) - (b.from === b.to)).map(link => link.group));
    new ResizeObserver(() => this.#place()).observe(strip);
  }

  show(status) {
    for (const link of this.#links) {
      link.faults = status.faults[link.name] ?? [];
      const cut = isCut(link.faults);
      link.group.classList.toggle('cut', cut);
      link.group.classList.toggle('poor', !cut && link.faults.length > 0);
      say(link.label, link.faults.join(', '));
      set(link.group, 'aria-pressed', String(link.faults.length > 0));
      set(link.group, 'aria-label', describe(link));
    }
  }

  #link(zone, node, from, to, columns) {
    const touch = svg('path', { class: 'touch' });
    const line = svg('path', { class: 'line' });
    const label = svg('text', { dy: -6 });
    const mark = svg('g', { class: 'mark' }, svg('circle', { r: 9 }), svg('path', { d: 'M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5' }));
    const link = { name: linkName(zone, node.name), zone, node: node.name, from, to, columns, touch, line, label, mark, faults: [] };
    link.group = svg('g', {
      class: from === to ? 'link home' : 'link', role: 'button', tabindex: 0, 'data-link': link.name,
      onclick: () => this.#click(link),
      onkeydown: event => this.#key(event, link),
      onmouseenter: () => hint(link),
      onfocus: () => hint(link),
    }, touch, line, mark, label);
    return link;
  }

  #key(event, link) {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    this.#click(link);
  }

  async #click(link) {
    if (link.faults.length > 0) {
      await this.#order('heal', [link.name]);
    } else {
      const [verb, more] = FAULTS[byId('fault').value];
      await this.#order(verb, [link.name], more);
    }
    hint(link);
  }

  /** Ends are spread over the column, so that lines meet neither each other nor the mark of another. */
  #place() {
    const { width, height } = this.#strip.getBoundingClientRect();
    if (width === 0) return;
    for (const link of this.#links) {
      const column = width / link.columns;
      const gap = Math.min(26, column * 0.62 / link.columns);
      const middle = (link.columns - 1) / 2;
      const x1 = column * (link.from + 0.5) + (link.to - middle) * gap;
      const x2 = column * (link.to + 0.5) + (link.from - middle) * gap;
      const path = `M${x1} 4C${x1} ${height * 0.5} ${x2} ${height * 0.5} ${x2} ${height - 4}`;
      link.touch.setAttribute('d', path);
      link.line.setAttribute('d', path);
      const at = point(x1, x2, height, 0.22);
      link.mark.setAttribute('transform', `translate(${at.x} ${at.y})`);
      link.label.setAttribute('x', at.x);
      link.label.setAttribute('y', at.y + 12 * (link.to % 2));
    }
  }
}

/** A point of the curve, nearer to the services, where lines have not yet met. */
function point(x1, x2, height, t) {
  const bend = 3 * (1 - t) * t;
  return {
    x: x1 * ((1 - t) ** 3 + bend * (1 - t)) + x2 * (bend * t + t ** 3),
    y: 4 * (1 - t) ** 3 + height * 0.5 * bend + (height - 4) * t ** 3,
  };
}

const describe = link => `link ${link.zone} to ${link.node}: `
  + (link.faults.length > 0 ? `${link.faults.join(', ')}. Mend it` : 'whole. Break it');

const hint = link => say(byId('hint'), `${link.zone} → ${link.node}: `
  + (link.faults.length > 0 ? `${link.faults.join(', ')}; a click mends it.` : 'whole; a click breaks it.'));
