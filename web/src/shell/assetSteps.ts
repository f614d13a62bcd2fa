/** The steps of a path in the plant tree, each with the path that leads to it. */
export function assetSteps(path: string): { name: string; path: string }[] {
  const names = path.split('/').filter(Boolean);
  return names.map((name, i) => ({ name, path: names.slice(0, i + 1).join('/') }));
}
