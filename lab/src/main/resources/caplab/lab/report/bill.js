// What the partition cost on each side: first as a sentence, then as a table.

const strong = text => el('strong', {}, text);
const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;

const zonesServed = byZone => Object.entries(byZone ?? {}).filter(([, served]) => served > 0)
  .map(([zone, served]) => `${count(served)} in ${zone}`).join(', ');

const cpSentence = cp => el('p', { class: 'side cp' },
  el('span', { class: 'service cp' }, 'app-cp'), ' refused ', strong(plural(cp.refused, 'request', 'requests')),
  cp.refused_for_ms ? [' over ', strong(seconds(cp.refused_for_ms))] : null,
  ' and served ', strong(count(cp.served)),
  zonesServed(cp.served_by_zone) ? ` (${zonesServed(cp.served_by_zone)})` : null,
  cp.unanswered ? ['; the outcome of ', strong(count(cp.unanswered)), ' stayed ', term('unknown')] : null, '.');

const apSentence = ap => el('p', { class: 'side ap' },
  el('span', { class: 'service ap' }, 'app-ap'), ' answered ', strong(count(ap.served)),
  ap.refused || ap.unanswered ? ` and failed ${count((ap.refused ?? 0) + (ap.unanswered ?? 0))}` : ' and refused nothing',
  ', but gave ', strong(plural(ap.stale_reads, 'stale read', 'stale reads')),
  ap.reads ? ` of ${count(ap.reads)} judged` : null,
  ap.worst_staleness_ms ? [', the worst ', strong(ms(ap.worst_staleness_ms)), ' old'] : null,
  ', left ', strong(plural(ap.siblings, 'key', 'keys')), ' with ', term('sibling', 'siblings'), ', and ',
  (ap.converged_after_ms ?? null) === null ? 'nobody read whether it converged'
    : ap.converged_after_ms === 0 ? 'had converged when first read after the heal'
    : ['took ', strong(ms(ap.converged_after_ms)), ' to converge'], '.');

const BILL = [
  ['requests served', 'served', count],
  ['requests refused', 'refused', count],
  ['requests whose outcome stayed open', 'unanswered', count],
  ['time during which some zone was refused', 'refused_for_ms', seconds],
  ['reads judged for staleness', 'reads', count],
  ['stale reads', 'stale_reads', count],
  ['worst staleness', 'worst_staleness_ms', ms],
  ['keys with siblings', 'siblings', count],
  ['from the heal to convergence', 'converged_after_ms', ms],
];

const billSection = bill => {
  const cp = bill?.cp;
  const ap = bill?.ap;
  if (!cp && !ap) return null;
  const rows = BILL.filter(([, name]) => name in (cp ?? {}) || name in (ap ?? {}))
    .map(([label, name, show]) => [label, ...[cp, ap].map(side => side && name in side ? show(side[name]) : NONE)]);
  return section('bill', 'The bill',
    el('p', { class: 'lead' }, 'The network was broken for ', strong(seconds(bill.partition_ms)), '. Meanwhile'),
    el('div', { class: 'sides' }, cp ? cpSentence(cp) : null, ap ? apSentence(ap) : null),
    table('What the clients of each service paid', ['while a fault was on', 'app-cp', 'app-ap'], rows, { class: 'numbers' }));
};
