// One request to both services of a zone, and what each said.

import * as api from './api.js';
import { byId, html, say } from './dom.js';
import { zonesWithServices } from './cluster.js';
import { Answer } from './answer.js';

const AGAIN_MS = 1000;

export class TwinForm {

  #form;
  #fields;
  #afterwards;
  #answers = { cp: new Answer(byId('cp'), 'app-cp'), ap: new Answer(byId('ap'), 'app-ap') };
  #asking = false;

  /** @param afterwards called when both have answered, to show what changed */
  constructor(form, afterwards) {
    this.#form = form;
    this.#fields = form.elements;
    this.#afterwards = afterwards;
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#ask();
    });
    form.addEventListener('change', () => this.#fit());
    setInterval(() => this.#fields.again.checked && this.#form.checkValidity() && this.#ask(), AGAIN_MS);
    this.#fit();
  }

  show(status) {
    const zones = zonesWithServices(status);
    const select = this.#fields.zone;
    if (select.options.length !== zones.length) {
      select.replaceChildren(...zones.map(zone => html('option', {}, zone)));
    }
  }

  #fit() {
    byId('value').hidden = this.#fields.operation.value !== 'write';
  }

  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    const operation = this.#fields.operation.value;
    const request = { operation, zone: this.#fields.zone.value, key: this.#fields.key.value };
    if (operation === 'write') request.value = this.#fields.value.value;
    try {
      const both = await api.twin(request);
      this.#answers.cp.show(both.cp, operation);
      this.#answers.ap.show(both.ap, operation);
      say(byId('difference'), `${operation} ${request.key} at ${request.zone}: ${difference(both)}`);
      this.#afterwards();
    } catch (problem) {
      say(byId('difference'), problem.message);
    } finally {
      this.#asking = false;
    }
  }
}

const difference = both => both.difference === 'none' ? 'both say the same' : both.difference;
