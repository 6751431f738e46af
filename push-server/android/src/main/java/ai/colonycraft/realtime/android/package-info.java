/**
 * The Android app: holds the stream of notifications open, shows incidents as notifications of the
 * phone, and shows the pages. Framework classes only.
 */
package ai.colonycraft.realtime.android;
