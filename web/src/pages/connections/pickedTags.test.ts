import { describe, expect, it } from 'vitest';
import type { BrowseItem } from '../../api/types';
import { asTags, asTemplate, tagLines } from './pickedTags';

const item = (name: string, yaml: string | null): BrowseItem => ({
  node: name,
  name,
  kind: 'variable',
  address: yaml === null ? null : name,
  type: 'float64',
  value: 1,
  text: null,
  hasChildren: false,
  yaml,
});

describe('picked tags', () => {
  it('leaves out what cannot be a tag and gives a taken name a number', () => {
    const lines = tagLines([item('a', 'Speed: { node: "ns=2;s=1" }'), item('b', null), item('c', 'speed: { node: "ns=2;s=2" }')]);
    expect(lines).toEqual(['Speed: { node: "ns=2;s=1" }', 'speed_2: { node: "ns=2;s=2" }']);
  });

  it('is ready to paste as tags and as a template', () => {
    const picked = [item('a', 'speed: { node: "ns=2;s=1" }')];
    expect(asTags('press3', picked)).toBe('assets:\n  area/line/machine:\n    connection: press3\n    tags:\n      speed: { node: "ns=2;s=1" }\n');
    expect(asTemplate('press3', picked)).toBe('templates:\n  press3-type:\n    tags:\n      speed: { node: "ns=2;s=1" }\n');
  });
});
