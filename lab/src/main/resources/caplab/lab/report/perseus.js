// The six numbers of Perseus, beside what was published for two other systems.

const PERSEUS = [
  ['downtime on isolation', 'downtime_on_isolation_ms', 0, 1000],
  ['partial downtime on isolation', 'partial_downtime_on_isolation_ms', 0, 0],
  ['disturbance', 'disturbance_ms', 0, 1000],
  ['downtime on recovery', 'downtime_on_recovery_ms', 0, 1000],
  ['partial downtime on recovery', 'partial_downtime_on_recovery_ms', 0, 0],
  ['recovery time', 'recovery_ms', 5000, 2000],
];

const perseusSection = perseus => {
  const measured = ['cp', 'ap'].filter(mode => perseus?.[mode]);
  if (!measured.length) return null;
  const of = (mode, name) => {
    const value = perseus[mode][name];
    return (value ?? null) === null ? 'never' : seconds(value);
  };
  const any = perseus[measured[0]];
  return section('perseus', 'Perseus',
    el('p', {}, 'Perseus (D. Rystsov) measures how long clients go without answers while one of three nodes is cut off from its peers, and after it is back',
      any.isolated ? ` (here ${any.isolated})` : null,
      any.bucket_ms ? `, counted in spans of ${seconds(any.bucket_ms)}` : null, '. ',
      'Beside it what he published in 2018, of other machines and other loads: Gryadka is his store on CASPaxos and Redis, without a leader; etcd has one, by Raft.'),
    table('Six numbers of an isolation and a recovery',
      ['measure', ...measured.map(mode => serviceName(mode) + ', this run'), 'Gryadka, published', 'etcd, published'],
      PERSEUS.map(([label, name, gryadka, etcd]) =>
        [label, ...measured.map(mode => of(mode, name)), seconds(gryadka), seconds(etcd)]), { class: 'numbers' }));
};
