package ai.colonycraft.realtime.push.feed;

/** One record of the live topics, read and checked. */
public sealed interface LiveRecord permits Update, Removal, ActivityLine {}
