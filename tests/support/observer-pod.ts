/** The observer's pod where a cluster is played. Its name is the one in the recordings of the platform. */
export const NAMESPACE = 'observer-prod';
export const POD = 'observer-7c9d8b6f5-x2x7k';

/** What a ServiceMonitor selects of it. */
export const observerPod = (address: string) => ({
  address,
  namespace: NAMESPACE,
  service: 'observer',
  serviceLabels: { app: 'observer' },
  port: 'http',
  pod: POD,
  container: 'observer',
});
