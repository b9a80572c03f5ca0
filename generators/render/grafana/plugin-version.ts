/**
 * The version of the panel plugins whose options `style.ts` writes: the schemas of the SDK are those of Grafana 11.6.
 * Without it Grafana takes a panel for one of before 2020 and runs every migration over it.
 */
export const PLUGIN_VERSION = '11.6.0';
