// Takes back what this page did to the network or to a process, the last first.

const KEPT = 20;
const BACK = { pause: 'resume', resume: 'pause', kill: 'restart' };

export class Undo {

  #done = [];

  /** Remembers how things were before an order was carried out. */
  remember(verb, words, faults) {
    if (['cut', 'heal', 'slow', 'lose'].includes(verb)) this.#done.push({ faults });
    else if (verb in BACK) this.#done.push({ verb: BACK[verb], words });
    if (this.#done.length > KEPT) this.#done.shift();
  }

  get empty() {
    return this.#done.length === 0;
  }

  /**
   * The orders that bring back what was before the last one.
   * @param now the faults that there are
   */
  orders(now) {
    const last = this.#done.pop();
    if (!last) return [];
    if (last.verb) return [[last.verb, last.words, {}]];
    const differs = Object.keys(now).filter(link => String(now[link]) !== String(last.faults[link] ?? ''));
    const broken = Object.keys(last.faults).filter(link => String(now[link] ?? '') !== String(last.faults[link]));
    return [
      ...(differs.length > 0 ? [['heal', differs, {}]] : []),
      ...broken.flatMap(link => last.faults[link].map(fault => breaking(link, fault))),
    ];
  }
}

function breaking(link, fault) {
  const late = fault.match(/^(\d+) ms late$/);
  if (late) return ['slow', [link], { amount: Number(late[1]) }];
  const lost = fault.match(/^([\d.]+) % lost$/);
  if (lost) return ['lose', [link], { amount: Number(lost[1]) / 100 }];
  return ['cut', [link], { silent: {}, refused: { refused: true }, 'requests lost': { shape: 'ONE_WAY' }, 'replies lost': { shape: 'REPLIES' } }[fault] ?? {}];
}
