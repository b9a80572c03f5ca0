// The page's policy forbids evaluated code, and zod, which Grafana's themes use, would try whether it is allowed.
globalThis.__zod_globalConfig = { jitless: true };
