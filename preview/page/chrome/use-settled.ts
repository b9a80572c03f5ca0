import { useEffect, useState } from 'react';

/** Drawings follow their data within a few frames. */
const QUIET_FRAMES = 10;

/** Whether all panels have their data and are drawn, so that a picture can be taken. */
export function useSettled(hasBegun: boolean): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    if (!hasBegun) return;
    let quiet = 0;
    let frame = 0;
    const look = () => {
      const isBusy = document.querySelector('[data-state=loading], [data-loading]') !== null;
      quiet = isBusy ? 0 : quiet + 1;
      setSettled(quiet > QUIET_FRAMES);
      frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [hasBegun]);
  return isSettled;
}
