/** The vocabulary of the contract, for the runtime: it makes instruments of any metric. */
export * from '../generators/contract/metric.ts';
