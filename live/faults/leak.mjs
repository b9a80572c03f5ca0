// @ts-check
/** Loaded into the observer before its own code: a leak that stops short of the limit, where the process would end. */
import { getHeapStatistics } from 'node:v8';

const ENOUGH = 0.915;
/** What it needs to start, some of which is garbage soon. Milliseconds. */
const START = 3000;

/** @type {number[][]} */
const kept = [];
setTimeout(() => {
  setInterval(() => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    if (used < ENOUGH * limit) kept.push(...Array.from({ length: 8 }, () => new Array(100_000).fill(0.5)));
  }, 50).unref();
}, START).unref();
