/** Where is this phone? */

import type { LonLat } from './inside.ts';
import { mayBeShifted, plainPlace, type PositionCrs } from './mars.ts';
import { isUnshiftedThere } from './reading.ts';

export interface Fix {
  /** As the phone gave it. */
  lon: number;
  lat: number;
  accuracy_m: number;
  at: number;
}

export type PositionState =
  | { kind: 'off' }
  | { kind: 'asking' }
  | { kind: 'found'; fix: Fix }
  | { kind: 'denied' }
  | { kind: 'unknown' }
  /** Browsers give positions to pages over HTTPS only (and to this machine's own). */
  | { kind: 'insecure' };

/** A position that is older is asked for again. */
const FRESH_MS = 15_000;
const PATIENCE_MS = 30_000;

export class Position extends EventTarget {
  state: PositionState = { kind: 'off' };
  /** The phone gives GCJ-02, as its user says. */
  shifted = false;
  /** The service says that nothing is shifted where this phone is: outside mainland China. */
  isBeyond = false;
  readonly isSuspicious = mayBeShifted(navigator.userAgent);
  private watch: number | null = null;

  get crs(): PositionCrs {
    return this.shifted ? 'gcj02' : 'EPSG:4326';
  }

  get fix(): Fix | null {
    return this.state.kind === 'found' ? this.state.fix : null;
  }

  /** As lon/lat of WGS 84; null while it is not known. */
  get place(): LonLat | null {
    return this.fix ? plainPlace(this.fix, this.isBeyond ? 'EPSG:4326' : this.crs) : null;
  }

  /** Where the service looked for the position: it knows where nothing is shifted. */
  agree(told: LonLat): void {
    const isBeyond = this.fix !== null && isUnshiftedThere(this.fix, this.crs, told);
    if (isBeyond === this.isBeyond) return;
    this.isBeyond = isBeyond;
    this.dispatchEvent(new Event('change'));
  }

  start(): void {
    if (this.watch !== null) return;
    const geolocation = (navigator as { geolocation?: Geolocation }).geolocation;
    if (!isSecureContext || !geolocation) {
      this.become({ kind: 'insecure' });
      return;
    }
    if (this.state.kind !== 'found') this.become({ kind: 'asking' });
    this.watch = geolocation.watchPosition(
      ({ coords, timestamp }) => this.become({ kind: 'found', fix: { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy, at: timestamp } }),
      (error) => this.fail(error.code === error.PERMISSION_DENIED),
      { enableHighAccuracy: true, maximumAge: FRESH_MS, timeout: PATIENCE_MS },
    );
  }

  /** A position costs battery: nothing is followed that nobody looks at. */
  stop(): void {
    if (this.watch !== null) navigator.geolocation.clearWatch(this.watch);
    this.watch = null;
  }

  again(): void {
    this.stop();
    this.state = { kind: 'off' };
    this.start();
  }

  setShifted(shifted: boolean): void {
    this.shifted = shifted;
    this.isBeyond = false;
    this.dispatchEvent(new Event('change'));
  }

  private fail(isDenied: boolean): void {
    if (isDenied) this.stop();
    // a position that was known stays: satellites are lost between houses
    if (isDenied || this.state.kind !== 'found') this.become({ kind: isDenied ? 'denied' : 'unknown' });
  }

  private become(state: PositionState): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}
