/** Addresses under which kept photos can be shown; each is given back when its photo goes. */

import type { Photo } from './letter.ts';

export class PhotoStrip {
  private shown = new Map<Photo, string>();

  of(photos: readonly Photo[]): string[] {
    for (const [photo, address] of this.shown) {
      if (photos.includes(photo)) continue;
      URL.revokeObjectURL(address);
      this.shown.delete(photo);
    }
    return photos.map((photo) => {
      const address = this.shown.get(photo) ?? URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
      this.shown.set(photo, address);
      return address;
    });
  }

  clear(): void {
    this.of([]);
  }
}
