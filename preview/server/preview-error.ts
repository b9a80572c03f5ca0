/** An error for the user, without a stack: what is wrong, and what to do. */
export class PreviewError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'PreviewError';
    this.remedy = remedy;
  }
}
