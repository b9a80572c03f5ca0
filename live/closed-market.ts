import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Simulator, startSimulator } from 'kis-simulator';
import { koreanDate, tradingCalendar } from 'krx-calendar';
import { releaseAfterwards } from 'test-support/release';
import type { Stack } from './stack.ts';

/** Closes the market for the rules, the simulator and the observer, which is started anew for it. The simulator that it has then. */
export async function closeMarket({ directory, observer, setSessionOpen }: Stack): Promise<Simulator> {
  const closures = [0, 1].map((days) => ({
    date: koreanDate(Date.now() / 1000 + days * 86_400),
    reason: 'the verification',
  }));
  const calendarFile = path.join(directory, 'closed-calendar.json');
  writeFileSync(calendarFile, JSON.stringify({ closures }));
  const simulator = await startSimulator({ calendar: tradingCalendar({ closures }) });
  releaseAfterwards(() => simulator.close());
  await observer.stop();
  await setSessionOpen(false);
  await observer.start({
    KIS_BASE_URL: simulator.restUrl,
    KIS_WEBSOCKET_URL: simulator.websocketUrl,
    // It knows no token of the other one.
    KIS_TOKEN_CACHE_DIR: path.join(directory, 'closed-cache'),
    OBSERVER_CALENDAR_FILE: calendarFile,
  });
  return simulator;
}
