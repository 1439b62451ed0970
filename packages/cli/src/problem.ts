/** What stops the command: one sentence for the person who typed it. The exit code is 2. */
export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(
    readonly code: 'Usage' | 'NoSuchKind' | 'NoSuchObject' | 'NoKinds' | 'BadKinds' | 'Refused',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
