// A light load on both services, so that the charts have something to show: now writes, now reads, zone after zone.

import * as api from './api.js';
import { zonesWithServices } from './cluster.js';

const EVERY_MS = 100;
const KEYS = 10;
/** So many zones may owe an answer: a browser has six connections, and the page needs some to look and to heal. */
const WAITING_MOST = 2;

export class Load {

  #box;
  #zones = [];
  #waiting = new Set();
  #turns = 0;

  constructor(box) {
    this.#box = box;
    setInterval(() => this.#turn(), EVERY_MS);
  }

  show(status) {
    this.#zones = zonesWithServices(status);
  }

  async #turn() {
    if (!this.#box.checked || document.hidden || this.#zones.length === 0 || this.#waiting.size >= WAITING_MOST) return;
    const turn = this.#turns++;
    const zone = this.#zones[turn % this.#zones.length];
    if (this.#waiting.has(zone)) return;
    this.#waiting.add(zone);
    try {
      await api.twin({ zone, ...request(Math.floor(turn / this.#zones.length)) });
    } catch {
      this.#box.checked = false; // what is wrong is said elsewhere
    } finally {
      this.#waiting.delete(zone);
    }
  }
}

/** Of a round of all zones: each key is written, then read. */
function request(round) {
  const key = `load-${Math.floor(round / 2) % KEYS}`;
  return round % 2 === 0 ? { operation: 'write', key, value: `${round}` } : { operation: 'read', key };
}
