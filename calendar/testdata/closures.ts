/**
 * Weekdays on which KRX is closed, typed by hand and so independent of any package. 2026 has Constitution Day
 * again (KRX notice of 2026-05-20). 2027 is the gazette (월력요항) and the rule for the end of the year, as KRX's
 * own notice comes at the end of 2026.
 */
export const CLOSURES_BY_HAND: Readonly<Record<number, readonly string[]>> = {
  2026: [
    '2026-01-01',
    '2026-02-16',
    '2026-02-17',
    '2026-02-18',
    '2026-03-02',
    '2026-05-01',
    '2026-05-05',
    '2026-05-25',
    '2026-06-03',
    '2026-07-17',
    '2026-08-17',
    '2026-09-24',
    '2026-09-25',
    '2026-10-05',
    '2026-10-09',
    '2026-12-25',
    '2026-12-31',
  ],
  2027: [
    '2027-01-01',
    '2027-02-08',
    '2027-02-09',
    '2027-03-01',
    '2027-05-03',
    '2027-05-05',
    '2027-05-13',
    '2027-07-19',
    '2027-08-16',
    '2027-09-14',
    '2027-09-15',
    '2027-09-16',
    '2027-10-04',
    '2027-10-11',
    '2027-12-27',
    '2027-12-31',
  ],
};
