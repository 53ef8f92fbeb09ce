// What can be done to one process, as a menu at its button.

import { byId, html, set } from './dom.js';

const ACTIONS = {
  pause: ['Pause', 'stops where it stands, connections stay open'],
  resume: ['Resume', 'goes on, with everything that waited'],
  kill: ['Kill', 'kill -9, as a crash'],
  restart: ['Restart', 'ends in good order if it runs, and starts'],
  wipe: ['Wipe', 'killed, started again with an empty disk'],
};

export class Menu {

  #order;
  #menu = byId('menu');
  #parts = new Map();
  #anchor;

  constructor(order) {
    this.#order = order;
    this.#menu.addEventListener('keydown', event => this.#key(event));
  }

  show(status) {
    for (const part of [...status.nodes, ...status.services]) this.#parts.set(part.name, part);
  }

  open(name, anchor) {
    this.#anchor = anchor;
    const part = this.#parts.get(name);
    const items = fitting(part).map(verb => html('button', {
      type: 'button', role: 'menuitem', 'data-verb': verb, onclick: () => this.#act(verb, name),
    }, ACTIONS[verb][0], html('small', {}, ACTIONS[verb][1])));
    this.#menu.replaceChildren(html('p', {}, `${name} · pid ${part.pid} · ${part.state}`), ...items);
    set(this.#menu, 'aria-label', `Actions on ${name}`);
    this.#menu.showPopover();
    this.#place(anchor.getBoundingClientRect());
    items[0].focus();
  }

  async #act(verb, name) {
    const anchor = this.#anchor;
    this.#menu.hidePopover();
    anchor.focus();
    set(anchor, 'aria-busy', 'true');
    await this.#order(verb, [name]);
    set(anchor, 'aria-busy', null);
  }

  #place(at) {
    const own = this.#menu.getBoundingClientRect();
    const below = at.bottom + 6 + own.height < innerHeight;
    this.#menu.style.inset = 'auto';
    this.#menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
    this.#menu.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - own.height - 6)}px`;
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...this.#menu.querySelectorAll('button')];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  }
}

function fitting(part) {
  const first = { up: ['pause', 'kill'], paused: ['resume', 'kill'], dead: [] }[part.state];
  return [...first, 'restart', ...(part.role === 'node' ? ['wipe'] : [])];
}
