/** What this process has reported of one object. */
export interface Reported {
  /** Since when the object waits without an id; monotonic milliseconds. */
  waitingSince?: number
  /** The generation that was last in sync. */
  settledGeneration?: number
  /** Since when it has not been in sync; milliseconds since the Unix epoch. */
  outOfSyncSince?: number | undefined
  /** Status as the last pass left it: the resourceVersion of the object, and the fingerprint of its status. */
  left?: { readonly version: string; readonly status: string }
}

/** What this process has said of one object, so that it is not said again. */
export interface Said {
  event?: string | undefined
  /** Of a status that could not be written. */
  unwritten?: string
}
