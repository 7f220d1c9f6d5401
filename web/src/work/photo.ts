/** A photo from the camera as it is kept and sent: a small JPEG, without what the camera wrote about itself. */

import type { Photo } from './letter.ts';

/** Enough to read a street sign; ten times smaller than what a camera makes. */
export const LONGEST_PIXELS = 1600;
const QUALITY = 0.8;

/** The size that a picture of that size is drawn in: never larger than it was. */
export function fitted(width: number, height: number, longest = LONGEST_PIXELS): [width: number, height: number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Throws for a file that the browser cannot read as a picture. */
export async function shrunk(file: Blob): Promise<Photo> {
  const picture = await drawn(file);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = fitted(picture.width, picture.height);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  if (made === null) throw new Error('the picture could not be written');
  return { type: 'image/jpeg', bytes: await made.arrayBuffer() };
}

/** Upright: both ways of reading turn a picture as its camera was held. */
async function drawn(file: Blob): Promise<HTMLImageElement | ImageBitmap> {
  if ('createImageBitmap' in window) {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
    if (bitmap) return bitmap;
  }
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}
