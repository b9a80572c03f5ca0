/** Languages in which alert texts and panel descriptions exist. */
export type Language = 'ko' | 'en';

/** A text for people, in every language. */
export type Text = Readonly<Record<Language, string>>;
