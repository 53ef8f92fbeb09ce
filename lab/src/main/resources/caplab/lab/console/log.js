// What happened, as it shows from one status to the next, whoever gave the order.

import { html } from './dom.js';
import { condition } from './cluster.js';

const KEPT = 60;

export class Log {

  #list;
  #before;

  constructor(list) {
    this.#list = list;
  }

  tell(text, grade = '') {
    const now = new Date();
    const time = html('time', { datetime: now.toISOString() }, now.toLocaleTimeString('en-GB'));
    this.#list.prepend(html('li', {}, time, html('span', { class: grade }, text)));
    while (this.#list.children.length > KEPT) this.#list.lastChild.remove();
  }

  show(status) {
    const before = this.#before;
    this.#before = status;
    if (!before) {
      this.tell('watching');
      return;
    }
    this.#network(before.faults, status.faults);
    for (const part of [...status.nodes, ...status.services]) {
      const old = [...before.nodes, ...before.services].find(each => each.name === part.name);
      if (old) this.#part(before, old, status, part);
    }
  }

  #network(before, now) {
    const ended = Object.keys(before).filter(link => !(link in now));
    const begun = Object.keys(now).filter(link => String(now[link]) !== String(before[link] ?? ''));
    for (const [fault, links] of Map.groupBy(begun, link => now[link].join(', '))) {
      this.tell(`${links.join(', ')}: ${fault}`, 'warn');
    }
    if (ended.length > 0) {
      this.tell(Object.keys(now).length === 0 ? 'network whole again' : `healed: ${ended.join(', ')}`, 'good');
    }
  }

  #part(before, old, status, part) {
    const was = condition(before, old).word;
    const { word, grade } = condition(status, part);
    if (was !== word) this.tell(`${part.name}: ${word}`, grade);
    else if (old.pid !== part.pid) this.tell(`${part.name}: started again`, 'warn');
  }
}
