export type { Account } from './account.ts';
export type { ClockOptions, SimulatedClock } from './clock.ts';
export type { Fault, FaultKind, HttpFault, MomentaryFault, WebsocketFault } from './faults/fault.ts';
export type { ActiveFault } from './faults/switchboard.ts';
export type { Journal } from './journal.ts';
export type { SimulatorOptions } from './options.ts';
export { type Simulator, startSimulator } from './simulator.ts';
