/**
 * Replaces the package `re2-wasm` in the bundle. @kubernetes-models compiles the patterns of CRD schemas with it to
 * prevent catastrophic backtracking on untrusted patterns. These patterns come from the package itself, and a WebAssembly
 * module beside the bundle would have to be located and loaded on every run.
 */
export class RE2 extends RegExp {
  constructor(pattern: string, flags = '') {
    const ignoresCase = pattern.includes('(?i)');
    super(pattern.replaceAll('(?i)', ''), ignoresCase ? `${flags}i` : flags);
  }
}
