import { describe, expect, it } from 'vitest';
import { assetSteps } from './assetSteps';
import { matchScore, rankItems, wordsOf, type PaletteItem } from './paletteItems';

const item = (kind: PaletteItem['kind'], title: string, about: string): PaletteItem => ({ key: `${kind}${about}${title}`, kind, title, about, icon: 'tag' });

describe('the palette', () => {
  const items = [
    item('tag', 'trend_factor', 'hall/press1/trend_factor'),
    item('page', 'Trends', 'history as charts'),
    item('tag', 'oil_temperature', 'hall/press3/oil_temperature'),
    item('tag', 'oil_temperature', 'hall/press1/oil_temperature'),
    item('asset', 'press3', 'hall/press3'),
  ];
  it('puts pages before tags of equal fit', () => expect(rankItems(items, 'trend', 5)[0]?.title).toBe('Trends'));
  it('needs every word, in name or path', () => {
    expect(rankItems(items, 'press3 oil', 5).map((one) => one.about)).toEqual(['hall/press3/oil_temperature']);
    expect(rankItems(items, 'press3 trend', 5)).toEqual([]);
  });
  it('puts the thing itself before what lies in it', () => expect(rankItems(items, 'press3', 5)[0]?.kind).toBe('asset'));
  it('keeps to its limit', () => expect(rankItems(items, 'hall', 2)).toHaveLength(2));
  it('scores the start of a name highest', () => {
    expect(matchScore(['oil'], 'oil', 'x') ?? 0).toBeGreaterThan(matchScore(['oil'], 'oil_temperature', 'x') ?? 0);
    expect(matchScore(['temp'], 'oil_temperature', '') ?? 0).toBeGreaterThan(matchScore(['temp'], 'x', 'temp') ?? 0);
    expect(wordsOf('  Oil  Temp ')).toEqual(['oil', 'temp']);
  });
});

describe('the breadcrumb', () => {
  it('leads to every step', () => expect(assetSteps('a/b/c').map((step) => step.path)).toEqual(['a', 'a/b', 'a/b/c']));
});
