/** Which page comes after signing in? Only pages of this service, by their names: no address leads elsewhere. */

import type { Language } from '../i18n.ts';

export const PAGES = { map: '/', analyst: '/analyst', work: '/work', desk: '/desk' } as const;

export type PageName = keyof typeof PAGES;

const FIRST: readonly (readonly [string, PageName])[] = [['worker', 'work'], ['dispatcher', 'desk'], ['planner', 'map'], ['analyst', 'analyst'], ['operator', 'map']];

export function pageNamed(name: string | null): PageName | null {
  return name !== null && Object.keys(PAGES).includes(name) ? (name as PageName) : null;
}

/** The page of somebody's first role, for whoever did not come from one. */
export function pageOf(roles: readonly string[]): PageName {
  return FIRST.find(([role]) => roles.includes(role))?.[1] ?? 'map';
}

export function addressOf(page: PageName, language: Language): string {
  return `${PAGES[page]}#lang=${language}`;
}

export function signInAddress(from: PageName, language: Language): string {
  return `/sign-in#next=${from}&lang=${language}`;
}
