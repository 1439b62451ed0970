/** Put in its place by whoever compiles an executable; nobody does where a program runs from its sources or as a package. */
declare const WINDLASS_COMMIT: string | undefined

/** What `--version` prints: the version, and in an executable the commit that it was compiled from. */
export const versionText = (version: string): string =>
  typeof WINDLASS_COMMIT === 'string' ? `${version} (commit ${WINDLASS_COMMIT})` : version
