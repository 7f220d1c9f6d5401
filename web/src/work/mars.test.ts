import { describe, expect, it } from 'vitest';
import { mayBeShifted, plainPlace, unshifted } from './mars.ts';

describe('a position in GCJ-02', () => {
  /** WGS 84 and what the service's own shift (geo.crs) makes of it. */
  it.each([
    [[116.3975, 39.9087], [116.40374357265176, 39.91010349934476]],
    [[114.005, 30.0095], [114.01056336888422, 30.00696677994266]],
    [[104.0665, 30.5728], [104.06900492845789, 30.570345719673213]],
    [[87.6168, 43.8256], [87.61964994946926, 43.82680539311119]],
    [[121.4737, 31.2304], [121.47822305927693, 31.22845773757727]],
  ] as const)('means %o', (plain, shifted) => {
    const [lon, lat] = unshifted(shifted);
    expect(lon).toBeCloseTo(plain[0], 9);
    expect(lat).toBeCloseTo(plain[1], 9);
    expect(plainPlace({ lon: shifted[0], lat: shifted[1] }, 'EPSG:4326')).toEqual(shifted);
  });
});

describe('a browser', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.42(0x2800)', true],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 AliApp(AP/10.5.0) AlipayClient/10.5.0', true],
    ['Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/99 Mobile DingTalk/7.0', true],
    ['Mozilla/5.0 (Linux; Android 12; Pixel 5) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36', false],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1', false],
  ])('inside another app may give shifted positions: %s', (agent, suspicious) => {
    expect(mayBeShifted(agent)).toBe(suspicious);
  });
});
