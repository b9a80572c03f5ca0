import type { ServiceConfig } from '../../../config/config.ts';

/** The objects of a workload find each other by these names. */
export const deploymentName = ({ app }: ServiceConfig): string => app;
export const serviceAccountName = ({ app }: ServiceConfig): string => app;
export const configMapName = ({ app }: ServiceConfig): string => `${app}-config`;
export const claimName = ({ app }: ServiceConfig, volume: string): string => `${app}-${volume}`;

/**
 * By which Service, NetworkPolicy and Deployment select the pods. A selector of a Deployment cannot be changed later, so
 * none of the labels that teams add is in it.
 */
export const podSelector = ({ app }: ServiceConfig): Readonly<Record<'app', string>> => ({ app });
