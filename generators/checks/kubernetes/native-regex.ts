/**
 * Stands in for the package `re2-wasm` in the bundle: @kubernetes-models compiles the patterns of CRD schemas with it,
 * so that untrusted patterns cannot backtrack for ever. Ours come from the package itself, and a WebAssembly module
 * beside the bundle would have to be found and started on every run.
 */
export class RE2 extends RegExp {
  constructor(pattern: string, flags = '') {
    const ignoresCase = pattern.includes('(?i)');
    super(pattern.replaceAll('(?i)', ''), ignoresCase ? `${flags}i` : flags);
  }
}
