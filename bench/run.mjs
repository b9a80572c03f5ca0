// @ts-check
// All benchmarks, one after another: each alone on the machine.
for (const name of ['cold', 'peer', 'fleet', 'token', 'sink', 'frames', 'observer', 'database', 'preview']) {
  console.log(`\n## ${name}\n`);
  await import(`./${name}.mjs`);
}
