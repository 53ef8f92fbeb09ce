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
  #answers;
  #asking = false;
  #asked = false;

  /** @param afterwards called with the request, both answers, and whether it was only asked again */
  constructor(form, afterwards) {
    this.#form = form;
    this.#fields = form.elements;
    this.#afterwards = afterwards;
    const keep = (value, context) => this.ask({ operation: 'write', zone: this.#fields.zone.value, key: this.#fields.key.value, value, context });
    this.#answers = { cp: new Answer(byId('cp'), 'app-cp', keep), ap: new Answer(byId('ap'), 'app-ap', keep) };
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.ask(this.#filledIn());
    });
    form.addEventListener('change', () => this.#fit());
    setInterval(() => this.#fields.again.checked && this.#form.checkValidity() && this.ask(this.#filledIn(), true), AGAIN_MS);
    this.#fit();
  }

  show(status) {
    const zones = zonesWithServices(status);
    const select = this.#fields.zone;
    if (select.options.length !== zones.length) {
      select.replaceChildren(...zones.map(zone => html('option', {}, zone)));
    }
    this.readOnce();
  }

  /** Reads once, so that nobody looks at two empty panels. */
  readOnce() {
    if (this.#asked) return;
    this.#asked = true;
    this.ask({ operation: 'read', zone: this.#fields.zone.value, key: this.#fields.key.value });
  }

  /** Reads the key that is filled in. */
  read() {
    this.ask({ operation: 'read', zone: this.#fields.zone.value, key: this.#fields.key.value });
  }

  #fit() {
    byId('value').hidden = this.#fields.operation.value !== 'write';
  }

  #filledIn() {
    const operation = this.#fields.operation.value;
    const request = { operation, zone: this.#fields.zone.value, key: this.#fields.key.value };
    return operation === 'write' ? { ...request, value: this.#fields.value.value } : request;
  }

  /**
   * Asks both; the form shows what was asked.
   * @param again whether nobody but the clock wanted it
   */
  async ask(request, again = false) {
    if (this.#asking) return;
    this.#asking = true;
    this.#asked = true;
    this.#fields.key.value = request.key;
    this.#fields.zone.value = request.zone;
    try {
      const both = await api.twin(request);
      this.#answers.cp.show(both.cp, request.operation);
      this.#answers.ap.show(both.ap, request.operation);
      say(byId('difference'), `${request.operation} ${request.key} at ${request.zone}: ${difference(both)}`);
      this.#afterwards(request, both, again);
    } catch (problem) {
      say(byId('difference'), problem.message);
    } finally {
      this.#asking = false;
    }
  }
}

const difference = both => both.ap.body.includes('"siblings":') ? 'app-ap has more than one value'
  : both.difference === 'none' ? 'both say the same' : both.difference;
