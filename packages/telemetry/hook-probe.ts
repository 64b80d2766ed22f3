/** Imported once at start-up to see whether the module hooks can change what an ESM module exports. */
export let probe: string = "as written";
