import { type Fault, faultOf } from './faults.ts';
import { NAMESPACE } from './platform.ts';

/** The document fills the volume of the data with a file of 18 GB. */
export const VOLUME_ALMOST_FULL: Fault = {
  key: 'volume-almost-full',
  installation: 'main',
  lane: 'volumes',
  title: 'the volume of the data is more than 85 % full',
  alerts: ['ObserverPVCAlmostFull'],
  // It is filled all at once.
  consequences: ['ObserverPVCFillingUp'],
  isQuick: false,
  start: ({ platform }) =>
    platform.set(
      '/metrics',
      'kubelet_volume_stats_available_bytes',
      { namespace: NAMESPACE, persistentvolumeclaim: 'observer-data' },
      1e10,
    ),
};

/** The two alert tests of the document's checklist. */
export const ALERT_TESTS: readonly Fault[] = [...[faultOf('restarts') ?? []].flat(), VOLUME_ALMOST_FULL];
