import type { Command } from '../command.ts';
import { checkCommand } from './check.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { generateCommand } from './generate.ts';
import { imageCommand } from './image.ts';
import { initCommand } from './init.ts';
import { mutantsCommand } from './mutants.ts';
import { pushCommand } from './push.ts';
import { routeCommand } from './route.ts';
import { testCommand } from './test.ts';

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  initCommand,
  generateCommand,
  checkCommand,
  testCommand,
  mutantsCommand,
  diffCommand,
  routeCommand,
  doctorCommand,
  pushCommand,
  imageCommand,
];
