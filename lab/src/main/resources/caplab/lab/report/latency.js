// What each service took while nothing was broken: the E of PACELC.

const OPERATIONS = ['read', 'write', 'cas', 'delete'];

const latencySection = latency => {
  const rows = OPERATIONS.filter(it => latency?.cp?.[it] || latency?.ap?.[it]).map(operation => {
    const cp = latency.cp?.[operation];
    const ap = latency.ap?.[operation];
    const both = cp?.p50_ms && ap?.p50_ms ? (cp.p50_ms / ap.p50_ms).toLocaleString('en', { maximumFractionDigits: 1 }) + ' ×' : NONE;
    return [operation, ms(cp?.p50_ms), ms(cp?.p99_ms), ms(ap?.p50_ms), ms(ap?.p99_ms), both];
  });
  if (!rows.length) return null;
  return section('latency', 'Latency without a fault',
    el('p', {}, 'PACELC: else, while nothing is broken, one chooses between latency and consistency. This is what each choice took.'),
    table('Time to an answer while nothing was broken',
      ['operation', 'app-cp p50', 'app-cp p99', 'app-ap p50', 'app-ap p99', 'app-cp to app-ap, p50'], rows, { class: 'numbers' }));
};
