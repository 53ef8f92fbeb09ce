// Zones as columns: services above, nodes below, and between them a link from each zone to each node.

import { html, svg, say, set } from './dom.js';
import { condition, isIsolated, majority, reached, zonesWithServices } from './cluster.js';
import { Links } from './links.js';
import { Menu } from './menu.js';

export class Topology {

  #stage;
  #order;
  #links;
  #menu;
  #heads = new Map();
  #machines = new Map();
  #drawn = '';

  constructor(stage, order) {
    this.#stage = stage;
    this.#order = order;
    this.#menu = new Menu(order);
  }

  show(status) {
    this.#draw(status);
    for (const [zone, head] of this.#heads) this.#showZone(status, zone, head);
    for (const part of [...status.nodes, ...status.services]) this.#showMachine(status, part);
    this.#links.show(status);
    this.#menu.show(status);
  }

  /** Builds everything once, so that focus stays where it is while the cluster changes. */
  #draw(status) {
    const parts = [...status.nodes, ...status.services].map(part => part.name).join();
    if (parts === this.#drawn) return;
    this.#drawn = parts;
    this.#heads.clear();
    this.#machines.clear();
    const zones = status.nodes.map((node, column) => this.#zone(status, node, column + 1)).flat();
    const strip = svg('svg', { class: 'links', role: 'group', 'aria-label': 'Links from zones to nodes' });
    this.#links = new Links(strip, status, this.#order);
    const grid = html('div', { class: 'zones' }, ...zones, strip);
    grid.style.gridTemplateColumns = `repeat(${status.nodes.length}, minmax(0, 1fr))`;
    this.#stage.replaceChildren(grid);
  }

  #zone(status, node, column) {
    const zone = node.zone;
    const back = html('div', { class: 'zone' });
    const sight = html('span', { class: 'sight' });
    const served = zonesWithServices(status).includes(zone);
    const isolate = html('button', { type: 'button', onclick: () => this.toggle(zone) });
    const services = status.services.filter(service => service.zone === zone).map(part => this.#machine(part));
    const head = html('div', { class: 'head' },
      html('div', { class: 'name' }, html('strong', {}, zone), isolate, sight),
      html('div', { class: 'services' }, ...services));
    const foot = html('div', { class: 'foot' }, this.#machine(node));
    for (const element of [back, head, foot]) element.style.gridColumn = column;
    this.#heads.set(zone, { back, sight, isolate, served, isolated: false });
    return [back, head, foot];
  }

  #machine(part) {
    const word = html('span');
    const button = html('button', {
      type: 'button', class: `machine ${part.role}`, id: part.name, 'aria-haspopup': 'menu', 'aria-description': `in ${part.zone}`,
      onclick: () => this.#menu.open(part.name, button),
    }, html('b', {}, label(part), html('small', {}, ` :${part.port}`)), ' ', word);
    this.#machines.set(part.name, { button, word });
    return button;
  }

  /** Cuts a zone off, or heals all if it is. */
  toggle(zone) {
    if (!this.#heads.get(zone)) return;
    if (this.#heads.get(zone).isolated) this.#order('heal', []);
    else this.#order('cut', [zone]);
  }

  #showZone(status, zone, head) {
    head.isolated = isIsolated(status, zone);
    say(head.isolate, head.isolated ? 'rejoin' : 'isolate');
    set(head.isolate, 'aria-label', head.isolated ? `rejoin ${zone}: heal all` : `isolate ${zone}`);
    set(head.isolate, 'aria-keyshortcuts', zone.slice(1));
    head.back.classList.toggle('cut-off', head.isolated);
    const seen = reached(status, zone).length;
    const enough = seen >= majority(status);
    say(head.sight, head.served
      ? `reaches ${seen} of ${status.nodes.length}: ${enough ? 'a majority' : 'no majority'}` : 'no services here');
    head.sight.classList.toggle('bad', head.served && !enough);
  }

  #showMachine(status, part) {
    const { button, word } = this.#machines.get(part.name);
    const { word: text, grade } = condition(status, part);
    say(word, text);
    word.className = grade;
    button.classList.toggle('dead', part.state !== 'up');
  }
}

const label = part => part.role === 'node' ? part.name : `app-${part.role}`;
