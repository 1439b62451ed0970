import type { Site } from './site.ts'

/** A stretch of the hour in which one thing happens. */
export interface Scene {
  readonly name: string
  /** The alerts that begin to fire in it, and no others do. */
  readonly alerts: readonly string[]
  play(site: Site): Promise<void>
}

/** When a scene was played; milliseconds since the Unix epoch. */
export interface Played extends Scene {
  readonly start: number
  readonly end: number
}

/** Plays the scenes one after the other. */
export async function play(site: Site, scenes: readonly Scene[]): Promise<readonly Played[]> {
  const played: Played[] = []
  for (const scene of scenes) {
    const start = site.now
    await scene.play(site)
    played.push({ ...scene, start, end: site.now })
  }
  return played
}
