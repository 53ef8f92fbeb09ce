// Leads through the one experiment that everybody should do once: cut, ask both, write both sides, heal, resolve.

import { html } from './dom.js';
import { isIsolated, zonesWithServices } from './cluster.js';

const KEY = 'color';

export class Guide {

  #place;
  #order;
  #twin;
  #status;
  #at = -1;
  #wrote = new Set();

  constructor(place, start, order, twin) {
    this.#place = place;
    this.#order = order;
    this.#twin = twin;
    start.addEventListener('click', () => this.#go(this.#at < 0 ? 0 : -1));
  }

  show(status) {
    this.#status = status;
    if (this.#at === 0 && this.#cutOff()) this.#go(1);
    if (this.#at === 3 && Object.keys(status.faults).length === 0) this.#go(4);
  }

  /** What was asked, by hand or by the guide, and what came of it. */
  heard(request, both) {
    const ap = parsed(both.ap.body);
    if (this.#at === 1 && request.zone === this.#cutOff()) this.#go(2);
    if (this.#at === 2 && request.operation === 'write' && both.ap.status === 200) {
      this.#wrote.add(request.zone === this.#cutOff());
      if (this.#wrote.size === 2) this.#go(3);
    }
    if (this.#at === 4 && request.operation === 'write' && request.context && both.ap.status === 200 && !ap?.siblings) this.#go(5);
  }

  #cutOff() {
    return zonesWithServices(this.#status).find(zone => isIsolated(this.#status, zone));
  }

  #steps() {
    const [first, second] = zonesWithServices(this.#status);
    const lost = this.#cutOff() ?? first;
    const other = lost === first ? second : first;
    return [
      ['Cut', `Cut ${lost} off: its services then reach one node of ${this.#status.nodes.length}, no majority. Nobody is told.`,
        async () => {
          await this.#twin.ask({ operation: 'write', zone: lost, key: KEY, value: 'blue' });
          await this.#order('cut', [lost]);
        }],
      ['Ask both', `Ask both services in ${lost}. app-cp refuses rather than be wrong; app-ap answers, and says how old the answer may be.`,
        () => this.#twin.ask({ operation: 'read', zone: lost, key: KEY })],
      ['Write both sides', `Write red in ${lost}, then green in ${other}. app-cp takes one of them; app-ap takes both.`,
        async () => {
          await this.#twin.ask({ operation: 'write', zone: lost, key: KEY, value: 'red' });
          await this.#twin.ask({ operation: 'write', zone: other, key: KEY, value: 'green' });
        }],
      ['Heal', 'Heal the network. The services notice by themselves; app-ap sends on what the others missed.',
        () => this.#order('heal', [])],
      ['Resolve', `Read ${KEY}: app-cp has one value. app-ap has two, siblings: neither writer saw the other. Keep one of them.`,
        () => this.#twin.ask({ operation: 'read', zone: other, key: KEY })],
    ];
  }

  #go(step) {
    this.#at = step;
    if (step === 0) this.#wrote.clear();
    this.#place.hidden = step < 0;
    if (step < 0) return;
    const steps = this.#steps();
    const [name, text, act] = steps[step] ?? ['Done',
      'While the network was cut, one side went without app-cp, and two people wrote over each other in app-ap without knowing. That is the choice.', () => this.#go(0)];
    const button = html('button', { type: 'button', class: 'strong', onclick: async () => {
      button.disabled = true;
      await act();
      button.disabled = false;
    } }, step < 5 ? step === 4 ? 'Read it' : 'Do it' : 'Again');
    this.#place.replaceChildren(
      html('ol', {}, ...steps.map(([title], i) => html('li', { 'aria-current': i === step ? 'step' : false, class: i < step ? 'done' : '' }, title))),
      html('p', { role: 'status' }, html('strong', {}, `${name}. `), text), button);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (unreadable) {
    return undefined;
  }
}
