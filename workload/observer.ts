import type { ServiceConfig, WorkloadDefinition } from 'observability-as-code';
import { kisCalls } from './kis.ts';

/** Where the original deployment has its data. */
const HOME = '/opt/platform/runtime/observer';
const DATA = `${HOME}/data`;
const BACKUP = `${HOME}/backup`;

/** The user of the image, and of distroless images, without a login. */
const NONROOT = 65_532;

const PORT = 8000;

/** How the observer runs: `node runtime/bin/observer.js serve`, which `Dockerfile` puts into an image. */
export const observerWorkload: WorkloadDefinition = {
  arguments: ['serve'],
  port: { name: 'http', number: PORT },
  user: NONROOT,
  paths: ['/health', '/ready', '/status', '/metrics', '/stream'],
  probes: {
    // Two minutes: at its start it asks KIS for a token, which may mean to wait for the minute of another request.
    startup: { path: '/health', periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 24 },
    // Not ready while it drains, and while it cannot do its work.
    readiness: { path: '/ready', periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    // Only the process itself: a restart fixes neither KIS nor the database.
    liveness: { path: '/health', periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 },
  },
  drain: '25s',
  scratch: { path: '/tmp', size: '64Mi' },
  // Names of the claims, too: the storage alerts and panels select `<app>-.+`.
  volumes: {
    data: {
      mountPath: DATA,
      size: '50Gi',
      description: 'What is collected, and the cache of the token in it.',
    },
    backup: { mountPath: BACKUP, size: '20Gi', description: 'Archives of what was collected.' },
  },
  resources: {
    requests: { cpu: '250m', memory: '256Mi' },
    limits: { cpu: '1', memory: '512Mi' },
  },
  environment: ({ app }: ServiceConfig) => ({
    KIS_IS_VIRTUAL: 'false',
    KIS_TOKEN_CACHE_DIR: `${DATA}/cache`,
    // The volume belongs to the group of the pod, and so does what is written there.
    KIS_TOKEN_CACHE_ALLOW_GROUP: 'true',
    OBSERVER_ARCHIVE_DIR: BACKUP,
    OBSERVER_DATA_DIR: DATA,
    // By default it listens only on loopback, where neither Prometheus nor the kubelet could reach it.
    OBSERVER_HOST: '0.0.0.0',
    OBSERVER_PORT: String(PORT),
    OTEL_SERVICE_NAME: app,
    TRACK_A_ENABLED: 'true',
    TRACK_B_ENABLED: 'true',
  }),
  secrets: [
    { name: 'KIS_APP_KEY' },
    { name: 'KIS_APP_SECRET' },
    // It holds a password, and without it nothing is inserted.
    { name: 'DATABASE_URL', isOptional: true },
    { name: 'KIS_TOKEN_STORE', isOptional: true },
  ],
  externalCalls: kisCalls,
};
