import type { ServiceConfig } from '../../../config/config.ts';

/** The objects of a workload refer to each other by these names. */
export const deploymentName = ({ app }: ServiceConfig): string => app;
export const serviceAccountName = ({ app }: ServiceConfig): string => app;
export const configMapName = ({ app }: ServiceConfig): string => `${app}-config`;
export const claimName = ({ app }: ServiceConfig, volume: string): string => `${app}-${volume}`;

/**
 * The labels by which Service, NetworkPolicy and Deployment select the pods. A Deployment's selector cannot
 * be changed later, so it contains no labels that teams add.
 */
export const podSelector = ({ app }: ServiceConfig): Readonly<Record<'app', string>> => ({ app });
